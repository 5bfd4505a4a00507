/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The call that a side makes which waits for the same contact: what it makes of
 * the greeting. */
#include <config.h>

#include "chat/door_caller_contact.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/failing.h"

static struct caller caller;
static int other; /* the other side's end */

static void begin(void)
{
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    cr_assert_eq(fcntl(pair[0], F_SETFL, O_NONBLOCK), 0);
    caller = (struct caller){.fd = -1};
    caller_begin_call(&caller, pair[0], 0);
    other = pair[1];
}

static void end(void)
{
    close(caller.fd);
    if (other >= 0)
        close(other);
}

TestSuite(door_caller_contact, .init = begin, .fini = end);

#define OFFER "charla 0.1.0: Welcome! Type %end% to finish. [charla/1]\n"
#define PLAIN "charla 0.1.0: Welcome! Type %end% to finish. [charla]\n"
#define BUSY "charla 0.1.0: Busy, talking with somebody else. [busy]\n"
#define DOWNGRADED                                                            \
    "the other side has always encrypted and now does not, somebody may be "  \
    "listening in; --plain talks to it anyway"

static const struct {
    const char *says;
    enum caller_greeting result;
    bool is_unsafe;
    const char *why;
} greetings[] = {
    {"", CALLER_GREETING_PENDING, false, ""},
    {"charla 0.1", CALLER_GREETING_PENDING, false, ""},
    {OFFER, CALLER_GREETING_OFFERS, false, ""},
    {OFFER "\x16", CALLER_GREETING_OVER, true,
     "something was slipped in after the greeting; somebody may be listening "
     "in"},
    {PLAIN, CALLER_GREETING_OVER, true, DOWNGRADED},
    {"220 mail.example ESMTP\r\n", CALLER_GREETING_OVER, true, DOWNGRADED},
    {BUSY, CALLER_GREETING_OVER, false,
     "the other side is busy, talking with somebody else"},
};

Test(door_caller_contact, goes_on_only_with_a_greeting_that_offers_encryption)
{
    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
        size_t length = strlen(greetings[i].says);
        enum caller_greeting result;

        if (i > 0) {
            end();
            begin();
        }
        cr_assert_eq(write(other, greetings[i].says, length), (ssize_t)length);
        result = caller_read_greeting(&caller);
        cr_expect_eq(result, greetings[i].result, "greeting %zu: %d", i,
                     (int)result);
        cr_expect_eq(caller.is_unsafe, greetings[i].is_unsafe);
        cr_expect_str_eq(caller.why.text, greetings[i].why);
        cr_expect_eq(caller.state, result == CALLER_GREETING_OVER
                                       ? CALLER_GONE
                                       : CALLER_CALLED);
    }
}

/* Whatever follows is the handshake's. */
Test(door_caller_contact, takes_the_greeting_and_nothing_else)
{
    char left;

    cr_assert_eq(write(other, OFFER, sizeof OFFER - 1),
                 (ssize_t)sizeof OFFER - 1);
    cr_assert_eq(caller_read_greeting(&caller), CALLER_GREETING_OFFERS);
    cr_assert_eq(write(other, "x", 1), 1);
    cr_assert_eq(recv(caller.fd, &left, 1, 0), 1);
    cr_expect_eq(left, 'x');
}

Test(door_caller_contact, gives_up_when_the_other_side_has_gone)
{
    close(other);
    other = -1;
    cr_expect_eq(caller_read_greeting(&caller), CALLER_GREETING_OVER);
    cr_expect_not(caller.is_unsafe);
    cr_expect_str_eq(caller.why.text,
                     "the other side has closed the connection");
}

Test(door_caller_contact, reads_again_after_a_signal)
{
    cr_assert_eq(write(other, OFFER, sizeof OFFER - 1),
                 (ssize_t)sizeof OFFER - 1);
    failing_set(FAILING_RECV, 0, 2, EINTR);
    cr_expect_eq(caller_read_greeting(&caller), CALLER_GREETING_OFFERS);
    cr_expect(failing_is_over());
    failing_set(FAILING_RECV, 0, 1, ECONNRESET);
    cr_expect_eq(caller_read_greeting(&caller), CALLER_GREETING_OVER);
}
