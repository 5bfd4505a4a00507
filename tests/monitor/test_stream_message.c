/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/stream_message.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];

static void begin(void)
{
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
}

static void end(void)
{
    close(ends[0]);
    close(ends[1]);
}

TestSuite(stream_message, .init = begin, .fini = end, .timeout = 60);

static struct monitor_message message_of(uint32_t length)
{
    struct monitor_message message = {.code = 7, .length = length};

    for (size_t i = 0; i < sizeof message.data; i++)
        message.data[i] = (unsigned char)(i * 7 + length);
    return message;
}

static void put(const void *bytes, size_t length)
{
    cr_assert_eq(send(ends[0], bytes, length, 0), (ssize_t)length);
}

/* Receive the rest of a message of which so many bytes have come. */
static size_t receive_after(const struct monitor_message *sent, size_t come,
                            struct monitor_message *got)
{
    memset(got, 0, sizeof *got);
    memcpy(got, sent, come);
    return stream_message_receive_rest(ends[1], got, come);
}

Test(stream_message, is_completed_from_any_byte_of_its_head)
{
    static const uint32_t lengths[] = {0, 1, 100, MONITOR_DATA_MAX};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t come = 1; come <= MONITOR_HEAD_SIZE; come++) {
            const struct monitor_message sent = message_of(lengths[i]);
            const size_t whole = MONITOR_HEAD_SIZE + lengths[i];
            struct monitor_message got;
            char next;

            put((const char *)&sent + come, whole - come);
            put("n", 1);
            cr_expect_eq(receive_after(&sent, come, &got), whole, "%zu of %zu",
                         come, whole);
            cr_expect_eq(memcmp(&got, &sent, whole), 0);
            cr_assert_eq(recv(ends[1], &next, 1, MSG_DONTWAIT), 1);
            cr_expect_eq(next, 'n', "the next message was begun");
        }
}

Test(stream_message, that_is_too_long_is_left_where_it_is)
{
    const struct monitor_message sent = message_of(MONITOR_DATA_MAX + 1);
    struct monitor_message got;

    put("x", 1);
    cr_expect_eq(receive_after(&sent, MONITOR_HEAD_SIZE, &got),
                 MONITOR_HEAD_SIZE);
}

/* At every byte: before the head is complete, then before the data are. */
Test(stream_message, whose_sender_is_gone_is_not_waited_for)
{
    const struct monitor_message sent = message_of(3);

    for (size_t last = 1; last < MONITOR_HEAD_SIZE + 3; last++) {
        size_t come = last < MONITOR_HEAD_SIZE ? last : MONITOR_HEAD_SIZE;
        struct monitor_message got;

        if (last > come)
            put((const char *)&sent + come, last - come);
        close(ends[0]);
        cr_expect_eq(receive_after(&sent, come, &got), last);
        close(ends[1]);
        begin();
    }
}

Test(stream_message, whose_rest_does_not_come_is_given_up)
{
    const struct monitor_message sent = message_of(10);
    struct monitor_message got;

    put(sent.data, 4);
    cr_expect_eq(receive_after(&sent, MONITOR_HEAD_SIZE, &got),
                 MONITOR_HEAD_SIZE + 4);
}

/* ---- Sending ------------------------------------------------------------- */

enum { MUCH = 1 << 20, PIECE = 1 << 12 };

static char much[MUCH];

static void *receive_much(void *unused)
{
    size_t done = 0;
    static char got[MUCH];

    (void)unused;
    while (done < MUCH) {
        ssize_t here = recv(ends[1], got + done, PIECE, 0);

        if (here <= 0)
            break;
        done += (size_t)here;
    }
    return done == MUCH && memcmp(got, much, MUCH) == 0 ? got : NULL;
}

Test(stream_message, is_sent_whole_whether_the_socket_blocks_or_not)
{
    for (size_t i = 0; i < MUCH; i++)
        much[i] = (char)(i % 251);
    for (int blocks = 0; blocks < 2; blocks++) {
        pthread_t receiver;
        void *equal;

        cr_assert_eq(fcntl(ends[0], F_SETFL, blocks ? 0 : O_NONBLOCK), 0);
        cr_assert_eq(pthread_create(&receiver, NULL, receive_much, NULL), 0);
        cr_assert_eq(stream_message_send_rest(ends[0], much, MUCH), MUCH);
        cr_assert_eq(pthread_join(receiver, &equal), 0);
        cr_expect(equal != NULL, "blocks: %d", blocks);
    }
}

Test(stream_message, that_nobody_takes_is_given_up)
{
    size_t sent;

    cr_assert_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    sent = stream_message_send_rest(ends[0], much, MUCH);
    cr_expect(sent > 0 && sent < MUCH, "%zu", sent);
}

Test(stream_message, to_somebody_who_is_gone_is_not_sent)
{
    close(ends[1]);
    cr_expect_eq(stream_message_send_rest(ends[0], much, 10), 0);
    cr_expect_eq(errno, EPIPE);
    ends[1] = dup(ends[0]);
}
