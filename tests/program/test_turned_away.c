/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program when it calls somebody who does not want to talk. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>

#include "support/harness.h"
#include "support/tls_peer.h"
#include "support/users.h"
#include "wire/frame.h"

TestSuite(program_turned_away, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

#define OFFER "charla 1: Hello [charla/1]\n"
#define CODE_WANTED "\x30\0\0\0"

static struct program *bob; /* who calls */
static struct tls_peer peer;

/* Let bob call a listener that shakes hands. */
static void answer(const struct setup *who, const char *options)
{
    const struct tls_peer_setup setup = {.is_server = true};
    unsigned port;
    int listener = peer_listen(&port, 0);

    bob = charla_run_able(who, "%s 127.0.0.1 %u", options, port);
    peer = tls_peer_begin(tls_peer_accept(listener, OFFER), &setup);
    cr_assert_eq(tls_peer_shake_hands(&peer), 0);
}

static void say_busy(void)
{
    gnutls_alert_send(peer.session, GNUTLS_AL_FATAL, GNUTLS_A_USER_CANCELED);
}

static void want_a_code(void)
{
    cr_assert_eq(gnutls_record_send(peer.session, CODE_WANTED,
                                    FRAME_HEADER_SIZE),
                 FRAME_HEADER_SIZE);
}

static void cut(void)
{
    tls_peer_cut(&peer);
}

/* What the listener does, before or after its first frame, and how bob ends:
 * with 1 if there was no conversation, with 3 if it was broken off. */
static const struct {
    void (*act)(void);
    bool has_begun;
    int status;
    const char *words;
} refusals[] = {
    {say_busy, false, 1, "the other side is busy, talking with somebody else"},
    {want_a_code, false, 1, "only talks to somebody who has its code"},
    {cut, false, 3, "connection "},
    {say_busy, true, 3, "the encrypted connection failed"},
    {want_a_code, true, 3, "protocol error: a frame of unknown type 0x30"},
    {cut, true, 3, "connection "},
};

static void expect_refusal(size_t i, bool has_sent, const char *options)
{
    fprintf(stderr, "# refusal %zu, sent %d %s\n", i, has_sent, options);
    answer(user("bob"), options);
    if (has_sent) {
        channel_say(bob->in, "hola\n");
        tls_peer_expect(&peer, "hola\n");
    }
    if (refusals[i].has_begun) {
        tls_peer_hello(&peer, "ana");
        channel_expect(bob->err, "their name is ana");
    }
    refusals[i].act();
    expect_refused(bob, refusals[i].status, refusals[i].words);
    tls_peer_end(&peer);
    harness_end();
}

/* It does not matter that the connection was encrypted, and what was sent. */
Test(program_turned_away, a_call_that_was_refused_has_never_begun)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        for (int has_sent = 0; has_sent < 2; has_sent++) {
            expect_refusal(i, has_sent, "");
            if (refusals[i].status == 1) /* and is not one to be resumed */
                expect_refusal(i, has_sent, "--resume=60");
        }
}

/* As long as nothing was sent, somebody busy is called again. */
Test(program_turned_away, who_is_busy_is_called_again_also_when_encrypted)
{
    answer(user("bob"), "--wait");
    say_busy();
    channel_expect(bob->err, "is busy, talking with somebody else; calling "
                             "again until somebody answers\n");
    tls_peer_end(&peer);
}
