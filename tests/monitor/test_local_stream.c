/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/local_stream.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* More than a socket between two processes holds; and what is received of it at
 * a time. */
enum { MUCH = 1 << 20, PIECE = 1 << 12 };

static char much[MUCH], received[MUCH];
static int ends[2];

static void begin(void)
{
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    for (size_t i = 0; i < MUCH; i++)
        much[i] = (char)(i % 251);
}

static void end(void)
{
    close(ends[0]);
    close(ends[1]);
}

TestSuite(local_stream, .init = begin, .fini = end, .timeout = 60);

static void set_blocking(bool blocks)
{
    for (int i = 0; i < 2; i++)
        cr_assert_eq(fcntl(ends[i], F_SETFL, blocks ? 0 : O_NONBLOCK), 0);
}

static void *receive_pieces(void *unused)
{
    size_t done = 0;
    ssize_t here;

    (void)unused;
    while (done < MUCH &&
           (here = recv(ends[1], received + done, PIECE, 0)) > 0)
        done += (size_t)here;
    return NULL;
}

Test(local_stream, sends_all_to_who_is_slow)
{
    for (int blocks = 0; blocks < 2; blocks++) {
        pthread_t receiver;

        memset(received, 0, MUCH);
        cr_assert_eq(fcntl(ends[0], F_SETFL, blocks ? 0 : O_NONBLOCK), 0);
        cr_assert_eq(pthread_create(&receiver, NULL, receive_pieces, NULL), 0);
        cr_assert_eq(local_stream_send(ends[0], much, MUCH), MUCH);
        cr_assert_eq(pthread_join(receiver, NULL), 0);
        cr_expect_eq(memcmp(received, much, MUCH), 0, "%d", blocks);
    }
}

static void *send_much(void *unused)
{
    (void)unused;
    for (size_t done = 0; done < MUCH;) {
        ssize_t here = send(ends[0], much + done, PIECE - 1, MSG_NOSIGNAL);

        if (here <= 0)
            break;
        done += (size_t)here;
    }
    return NULL;
}

/* What was sent after it is left for the next. */
Test(local_stream, receives_all_from_who_is_slow_and_no_more)
{
    static const size_t lengths[] = {0, 1, 1000, MUCH / 2};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        pthread_t sender;
        char next;

        cr_assert_eq(pthread_create(&sender, NULL, send_much, NULL), 0);
        cr_expect_eq(local_stream_receive(ends[1], received, lengths[i]),
                     lengths[i]);
        cr_expect_eq(memcmp(received, much, lengths[i]), 0);
        cr_assert_eq(recv(ends[1], &next, 1, 0), 1);
        cr_expect_eq(next, much[lengths[i]]);
        shutdown(ends[1], SHUT_RDWR);
        cr_assert_eq(pthread_join(sender, NULL), 0);
        end();
        begin();
    }
}

/* ---- When it does not go on ---------------------------------------------- */

Test(local_stream, takes_what_has_come_from_who_is_gone)
{
    for (size_t come = 0; come < 12; come++) {
        cr_assert_eq(send(ends[0], much, come, 0), (ssize_t)come);
        close(ends[0]);
        cr_expect_eq(local_stream_receive(ends[1], received, 12), come);
        close(ends[1]);
        begin();
    }
}

Test(local_stream, gives_up_what_does_not_come)
{
    for (int blocks = 0; blocks < 2; blocks++) {
        set_blocking(blocks);
        cr_assert_eq(send(ends[0], much, 4, 0), 4);
        cr_expect_eq(local_stream_receive(ends[1], received, 10), 4);
    }
}

Test(local_stream, gives_up_what_nobody_takes)
{
    size_t sent;

    cr_assert_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    sent = local_stream_send(ends[0], much, MUCH);
    cr_expect(sent > 0 && sent < MUCH, "%zu", sent);
}

Test(local_stream, sends_nothing_to_who_is_gone)
{
    close(ends[1]);
    cr_expect_eq(local_stream_send(ends[0], much, 10), 0);
    cr_expect_eq(errno, EPIPE);
    ends[1] = dup(ends[0]);
}
