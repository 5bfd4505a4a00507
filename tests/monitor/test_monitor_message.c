/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_message.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];

static void begin(void)
{
    cr_assert_eq(monitor_message_pair(ends), 0);
}

static void end(void)
{
    close(ends[0]);
    close(ends[1]);
}

TestSuite(monitor_message, .init = begin, .fini = end);

/* A message that can be told from others of its length. */
static struct monitor_message message_of(uint32_t code, uint32_t length)
{
    struct monitor_message message = {.code = code, .length = length};

    for (uint32_t i = 0; i < length; i++)
        message.data[i] = (unsigned char)(code + i);
    return message;
}

static void expect_equal(const struct monitor_message *got,
                         const struct monitor_message *expected)
{
    cr_expect_eq(got->code, expected->code);
    cr_expect_eq(got->length, expected->length);
    cr_expect_eq(memcmp(got->data, expected->data, expected->length), 0);
}

Test(monitor_message, messages_arrive_whole_and_apart)
{
    static const uint32_t lengths[] = {0, 1, 7, 8, 9, 4095, MONITOR_DATA_MAX,
                                       0};
    const uint32_t count = sizeof lengths / sizeof *lengths;
    struct monitor_message message, got;

    for (uint32_t i = 0; i < count; i++) {
        message = message_of(i, lengths[i]);
        cr_assert_eq(monitor_message_send(ends[0], &message, -1), 0);
    }
    for (uint32_t i = 0; i < count; i++) {
        message = message_of(i, lengths[i]);
        cr_assert_eq(monitor_message_receive(ends[1], &got, NULL),
                     MONITOR_RECEIVED, "%u", i);
        expect_equal(&got, &message);
    }
}

/* Each descriptor belongs to the message that it came with. */
Test(monitor_message, descriptors_come_with_their_message)
{
    const struct monitor_message message = message_of(1, 100);
    struct monitor_message got;
    int null = open("/dev/null", O_WRONLY | O_APPEND), passed;

    for (int i = 0; i < 4; i++)
        cr_assert_eq(monitor_message_send(ends[0], &message,
                                          i % 2 ? null : -1), 0);
    for (int i = 0; i < 4; i++) {
        cr_assert_eq(monitor_message_receive(ends[1], &got, &passed),
                     MONITOR_RECEIVED);
        expect_equal(&got, &message);
        cr_expect_eq(passed >= 0, i % 2);
        if (passed < 0)
            continue;
        cr_expect(fcntl(passed, F_GETFL) & O_APPEND, "it is another one");
        cr_expect_eq(fcntl(passed, F_GETFD), FD_CLOEXEC);
        close(passed);
    }
}

Test(monitor_message, the_pair_is_closed_on_exec)
{
    for (int i = 0; i < 2; i++)
        cr_expect_eq(fcntl(ends[i], F_GETFD), FD_CLOEXEC);
}

Test(monitor_message, the_end_of_the_other_side_is_told)
{
    const struct monitor_message message = message_of(1, 10);
    struct monitor_message got;

    cr_assert_eq(monitor_message_send(ends[0], &message, -1), 0);
    close(ends[0]);
    cr_expect_eq(monitor_message_receive(ends[1], &got, NULL),
                 MONITOR_RECEIVED);
    for (int i = 0; i < 2; i++)
        cr_expect_eq(monitor_message_receive(ends[1], &got, NULL),
                     MONITOR_CLOSED);
    cr_expect_eq(monitor_message_send(ends[1], &message, -1), -1);
    ends[0] = dup(ends[1]);
}

Test(monitor_message, half_a_message_is_malformed_and_keeps_nobody_waiting,
     .timeout = 60)
{
    static const size_t lengths[] = {1, 7, 8, 50};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const struct monitor_message message = message_of(1, 100);
        struct monitor_message got;

        cr_assert_eq(send(ends[0], &message, lengths[i], 0),
                     (ssize_t)lengths[i]);
        cr_expect_eq(monitor_message_receive(ends[1], &got, NULL),
                     MONITOR_MALFORMED, "%zu", lengths[i]);
        end();
        begin();
    }
}

/* ---- When there is no room ----------------------------------------------- */

Test(monitor_message, who_must_not_wait_is_told_that_there_is_no_room,
     .timeout = 60)
{
    const struct monitor_message message = message_of(1, MONITOR_DATA_MAX);

    cr_assert_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    while (monitor_message_send(ends[0], &message, -1) == 0)
        ;
    cr_expect_eq(errno, EAGAIN);
}

static void *send_many(void *failed)
{
    for (uint32_t i = 0; i < 1000; i++) {
        const struct monitor_message message = message_of(i, 4000 + i % 90);

        if (monitor_message_send(ends[0], &message, -1) < 0)
            *(bool *)failed = true;
    }
    return NULL;
}

Test(monitor_message, a_flood_arrives_in_order)
{
    struct monitor_message got;
    pthread_t sender;
    bool failed = false;

    cr_assert_eq(pthread_create(&sender, NULL, send_many, &failed), 0);
    for (uint32_t i = 0; i < 1000; i++) {
        const struct monitor_message message = message_of(i, 4000 + i % 90);

        cr_assert_eq(monitor_message_receive(ends[1], &got, NULL),
                     MONITOR_RECEIVED, "%u", i);
        expect_equal(&got, &message);
    }
    cr_assert_eq(pthread_join(sender, NULL), 0);
    cr_expect_not(failed);
}
