/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/transport_suite.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "net/transport.h"
#include "support/loopback.h"

/* What two sockets hold, however small their buffers are. */
#define FITS ((size_t)16 * 1024)

/* More than two sockets hold. */
#define MUCH ((size_t)24 * 1024 * 1024)

void suite_connect_sockets(int fds[2])
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int listener;

    loopback_need();
    listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, length), 0);
    cr_assert_eq(listen(listener, 1), 0);
    getsockname(listener, (struct sockaddr *)&address, &length);
    fds[0] = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(connect(fds[0], (struct sockaddr *)&address, length), 0);
    fds[1] = accept(listener, NULL, NULL);
    cr_assert_geq(fds[1], 0);
    close(listener);
}

/* ---- One step and many --------------------------------------------------- */

static void wait_for(struct transport *transport, short events)
{
    struct pollfd fd = {.fd = transport_fd(transport), .events = events};

    cr_assert_eq(poll(&fd, 1, 20000), 1, "nothing moves");
}

/* Receive once, waiting for it. */
static enum transport_status receive(struct transport *transport, void *room,
                                     size_t size, size_t *received,
                                     struct error *error)
{
    enum transport_status status;

    for (;;) {
        *received = 0;
        status = transport_receive(transport, room, size, received, error);
        if (status == TRANSPORT_WAIT)
            wait_for(transport, POLLIN);
        else if (status != TRANSPORT_OK || *received > 0)
            return status;
    }
}

/* Receive exactly so much. */
static void expect_bytes(struct transport *transport, const char *bytes,
                         size_t length)
{
    char *room = malloc(length);
    struct error error = {0};
    size_t total = 0, received;

    while (total < length) {
        cr_assert_eq(receive(transport, room + total, length - total,
                             &received, &error),
                     TRANSPORT_OK, "after %zu bytes: %s", total, error.text);
        total += received;
    }
    cr_assert_eq(memcmp(room, bytes, length), 0);
    free(room);
}

static void expect_end(struct transport *transport)
{
    struct error error = {0};
    char room[16];
    size_t received;

    for (int i = 0; i < 3; i++) /* and it stays so */
        cr_assert_eq(receive(transport, room, sizeof room, &received, &error),
                     TRANSPORT_END, "%s", error.text);
}

static void send_all(struct transport *transport, const char *bytes,
                     size_t length)
{
    struct error error = {0};

    while (length > 0) {
        size_t sent = 0;

        switch (transport_send(transport, bytes, length, &sent, &error)) {
        case TRANSPORT_OK:
            cr_assert_leq(sent, length);
            bytes += sent;
            length -= sent;
            break;
        case TRANSPORT_WAIT:
            wait_for(transport, POLLOUT);
            break;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            cr_assert_fail("cannot send: %s", error.text);
        }
    }
}

/* Send and receive in turn, as much as the buffers take. */
static void pass(struct transport *ends[2], const char *bytes, size_t length)
{
    char *room = malloc(length);
    struct error error = {0};
    size_t total = 0, arrived = 0;

    while (arrived < length) {
        size_t sent = 0, received = 0;

        if (total < length)
            cr_assert_leq(transport_send(ends[0], bytes + total,
                                         length - total, &sent, &error),
                          TRANSPORT_WAIT, "%s", error.text);
        cr_assert_leq(transport_receive(ends[1], room + arrived,
                                        length - arrived, &received, &error),
                      TRANSPORT_WAIT, "%s", error.text);
        total += sent;
        arrived += received;
        if (sent == 0 && received == 0)
            wait_for(ends[1], POLLIN);
    }
    cr_assert_eq(memcmp(room, bytes, length), 0);
    free(room);
}

static void finish(struct transport *transport)
{
    enum transport_status status;

    while ((status = transport_finish(transport)) == TRANSPORT_WAIT)
        wait_for(transport, POLLOUT);
    cr_assert_eq(status, TRANSPORT_OK);
}

static char *make_bytes(size_t length, uint32_t seed)
{
    char *bytes = malloc(length);

    cr_assert_not_null(bytes);
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (char)(seed >> 24);
    }
    return bytes;
}

static void release(struct transport *ends[2])
{
    transport_free(ends[0]);
    transport_free(ends[1]);
}

/* ---- What every transport does ------------------------------------------- */

void suite_carries_any_bytes(suite_connect connect)
{
    struct transport *ends[2];
    struct error error = {0};
    char room[16];
    size_t received;

    connect(ends);
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(transport_receive(ends[i], room, sizeof room, &received,
                                       &error),
                     TRANSPORT_WAIT);
    for (size_t i = 0; i < 4; i++) {
        send_all(ends[i % 2], "ab\0\xFF\n", 5);
        expect_bytes(ends[(i + 1) % 2], "ab\0\xFF\n", 5);
    }
    cr_assert_str_empty(error.text);
    release(ends);
}

void suite_gives_what_there_is_room_for(suite_connect connect)
{
    static const size_t sizes[] = {1, 2, 3, 1000, 16384, 16385, 70000};
    const size_t length = 70000;
    char *bytes = make_bytes(length, 1), *room = malloc(length);
    struct transport *ends[2];

    connect(ends);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct error error = {0};
        size_t total = 0;

        send_all(ends[0], bytes, length);
        while (total < length) {
            size_t received, left = length - total;
            size_t size = sizes[i] < left ? sizes[i] : left;

            cr_assert_eq(receive(ends[1], room + total, size, &received,
                                 &error),
                         TRANSPORT_OK);
            cr_assert_leq(received, size);
            total += received;
        }
        cr_assert_eq(memcmp(room, bytes, length), 0);
    }
    release(ends);
    free(bytes);
    free(room);
}

void suite_waits_for_a_slow_reader(suite_connect connect)
{
    char *bytes = make_bytes(MUCH, 2);
    struct transport *ends[2];
    struct error error = {0};
    enum transport_status status;
    size_t total = 0, sent = 0;

    connect(ends);
    while ((status = transport_send(ends[0], bytes + total, MUCH - total,
                                    &sent, &error)) == TRANSPORT_OK) {
        total += sent;
        cr_assert_lt(total, MUCH, "all of it is taken");
    }
    cr_assert_eq(status, TRANSPORT_WAIT, "%s", error.text);
    for (int i = 0; i < 3; i++) /* asking again does no harm */
        cr_assert_eq(transport_send(ends[0], bytes + total, MUCH - total,
                                    &sent, &error),
                     TRANSPORT_WAIT);
    expect_bytes(ends[1], bytes, total);
    /* What follows may be sent in part already. */
    wait_for(ends[0], POLLOUT);
    pass(ends, bytes + total, 1024 * 1024);
    release(ends);
    free(bytes);
}

void suite_receives_on_after_finishing(suite_connect connect)
{
    struct transport *ends[2];

    connect(ends);
    finish(ends[0]);
    expect_end(ends[1]);
    for (int i = 0; i < 3; i++) {
        send_all(ends[1], "late", 4);
        expect_bytes(ends[0], "late", 4);
    }
    finish(ends[1]);
    finish(ends[1]); /* twice is harmless */
    expect_end(ends[0]);
    release(ends);
}

void suite_ends_after_all_that_was_sent(suite_connect connect)
{
    const size_t length = FITS;
    char *bytes = make_bytes(length, 3);
    struct transport *ends[2];

    connect(ends);
    send_all(ends[0], bytes, length);
    finish(ends[0]);
    transport_free(ends[0]);
    expect_bytes(ends[1], bytes, length);
    expect_end(ends[1]);
    transport_free(ends[1]);
    free(bytes);
}

static void reset(struct transport *transport)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};

    setsockopt(transport_fd(transport), SOL_SOCKET, SO_LINGER, &hard,
               sizeof hard);
    transport_free(transport);
}

void suite_tells_of_a_reset(suite_connect connect)
{
    struct transport *ends[2];
    struct error receiving = {0}, sending = {0};
    char room[16];
    size_t moved;

    connect(ends);
    reset(ends[1]);
    wait_for(ends[0], POLLIN);
    cr_assert_eq(receive(ends[0], room, sizeof room, &moved, &receiving),
                 TRANSPORT_BROKEN);
    cr_expect_str_eq(receiving.text, "cannot receive: connection reset by the "
                                     "other side");
    cr_assert_eq(transport_send(ends[0], "x", 1, &moved, &sending),
                 TRANSPORT_BROKEN);
    cr_expect(strncmp(sending.text, "cannot ", 7) == 0, "%s", sending.text);
    cr_expect_null(strstr(sending.text, "session"), "%s", sending.text);
    cr_expect_neq(transport_finish(ends[0]), TRANSPORT_WAIT);
    transport_free(ends[0]);
}

/* ---- Two threads at each end --------------------------------------------- */

struct task {
    struct transport *transport;
    char *bytes;
};

static void *send_much(void *argument)
{
    const struct task *task = argument;

    for (size_t at = 0; at < MUCH; at += MUCH / 256)
        send_all(task->transport, task->bytes + at, MUCH / 256);
    finish(task->transport);
    return NULL;
}

static void *receive_much(void *argument)
{
    const struct task *task = argument;

    expect_bytes(task->transport, task->bytes, MUCH);
    expect_end(task->transport);
    return NULL;
}

void suite_carries_much_both_ways_at_once(suite_connect connect)
{
    char *bytes[] = {make_bytes(MUCH, 4), make_bytes(MUCH, 5)};
    struct transport *ends[2];
    struct task tasks[4];
    pthread_t threads[4];

    connect(ends);
    for (size_t i = 0; i < 4; i++) {
        tasks[i] = (struct task){ends[i / 2], bytes[i % 2]};
        cr_assert_eq(pthread_create(&threads[i], NULL,
                                    i % 2 == i / 2 ? send_much : receive_much,
                                    &tasks[i]),
                     0);
    }
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    release(ends);
    free(bytes[0]);
    free(bytes[1]);
}
