/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/relay.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/harness.h"
#include "base/memory.h"

#define TOKEN " [charla/1]\n"
#define PLAIN_TOKEN " [charla]\n"
#define SLIPPED_IN "send me your money\n"

/* The orders that a relay takes through its pipe. */
#define CUT 'c'
#define RESET 'r'
#define TAMPER 't'
#define RELEASE 'l'

struct relay {
    enum relay_trick trick;
    unsigned target;
    int listener;
    int orders[2];
    int fds[2]; /* to the caller, to the listener */
    bool greeted;
    bool tampers;
    atomic_size_t left; /* so much of what the listener says is passed on */
    bool joined;
    pthread_t thread;
    struct relay_record record;
};

/* ---- The thread ---------------------------------------------------------- */

static int call(unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((in_port_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool send_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, data, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        data += sent;
        length -= (size_t)sent;
    }
    return true;
}

/* Record the greeting as it came, and pass it on as the trick says. */
static bool pass_greeting(struct relay *relay)
{
    const struct buffer *said = &relay->record.from_listener;
    struct buffer told = {0};
    bool passed;

    if (!memchr(said->data, '\n', said->length))
        return true; /* not yet whole */
    if (relay->trick == RELAY_HOLD)
        return true;
    relay->greeted = true;
    buffer_append(&told, said->data, said->length);
    if (relay->trick == RELAY_CUT_TOKEN) {
        told.length -= strlen(TOKEN);
        buffer_append_string(&told, PLAIN_TOKEN);
    } else if (relay->trick == RELAY_SLIP_IN) {
        buffer_append_string(&told, SLIPPED_IN);
    }
    passed = send_all(relay->fds[0], told.data, told.length);
    buffer_release(&told);
    return passed;
}

/* Pass on what one of the two has sent.  Returns false when it has ended. */
static bool pass(struct relay *relay, int from)
{
    struct buffer *record = from == 0 ? &relay->record.from_caller
                                      : &relay->record.from_listener;
    static _Thread_local char room[65536];
    size_t left = from == 0 ? sizeof room : atomic_load(&relay->left);
    ssize_t length = recv(relay->fds[from], room,
                          left < sizeof room ? left : sizeof room, 0);

    if (length <= 0)
        return false;
    if (from == 1)
        atomic_fetch_sub(&relay->left, (size_t)length);
    buffer_append(record, room, (size_t)length);
    if (from == 1 && !relay->greeted)
        return pass_greeting(relay);
    if (from == 0 && relay->tampers)
        room[length - 1] = (char)(room[length - 1] ^ 1);
    return send_all(relay->fds[1 - from], room, (size_t)length);
}

/* Carry out an order.  Returns false if it ends the relay. */
static bool take_order(struct relay *relay)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    char order = CUT;

    (void)!read(relay->orders[0], &order, 1);
    for (int i = 0; order == RESET && i < 2; i++)
        setsockopt(relay->fds[i], SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    relay->tampers = order == TAMPER;
    if (order != RELEASE)
        return relay->tampers;
    relay->trick = RELAY_FAITHFUL;
    atomic_store(&relay->left, SIZE_MAX);
    return relay->greeted || pass_greeting(relay);
}

static void pass_all(struct relay *relay)
{
    struct pollfd fds[] = {
        {.fd = relay->fds[0], .events = POLLIN},
        {.fd = relay->fds[1], .events = POLLIN},
        {.fd = relay->orders[0], .events = POLLIN},
    };

    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        fds[1].events = atomic_load(&relay->left) > 0 ? POLLIN : 0;
        (void)poll(fds, 3, -1);
        if (fds[2].revents && !take_order(relay))
            return;
        for (int i = 0; i < 2; i++)
            if (fds[i].revents & fds[i].events && !pass(relay, i)) {
                shutdown(relay->fds[1 - i], SHUT_WR);
                fds[i].fd = -1;
            }
    }
}

static void *run(void *argument)
{
    struct relay *relay = argument;
    const int on = 1;

    relay->fds[0] = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC);
    relay->fds[1] = call(relay->target);
    for (int i = 0; i < 2; i++)
        setsockopt(relay->fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    pass_all(relay);
    close(relay->fds[0]);
    close(relay->fds[1]);
    return NULL;
}

/* ---- The test's side ----------------------------------------------------- */

struct relay *relay_start(unsigned target, enum relay_trick trick,
                          unsigned *port)
{
    struct relay *relay = memory_zeroed(sizeof *relay);

    relay->trick = trick;
    relay->target = target;
    atomic_init(&relay->left, SIZE_MAX);
    relay->listener = peer_listen(port, 0);
    cr_assert_eq(pipe(relay->orders), 0);
    cr_assert_eq(pthread_create(&relay->thread, NULL, run, relay), 0);
    return relay;
}

void relay_cut(struct relay *relay)
{
    cr_assert_eq(write(relay->orders[1], &(char){CUT}, 1), 1);
}

void relay_reset(struct relay *relay)
{
    cr_assert_eq(write(relay->orders[1], &(char){RESET}, 1), 1);
}

void relay_release(struct relay *relay)
{
    cr_assert_eq(write(relay->orders[1], &(char){RELEASE}, 1), 1);
}

void relay_stall(struct relay *relay, size_t bytes)
{
    atomic_store(&relay->left, bytes);
}

void relay_tamper(struct relay *relay)
{
    cr_assert_eq(write(relay->orders[1], &(char){TAMPER}, 1), 1);
}

const struct relay_record *relay_record(struct relay *relay)
{
    if (!relay->joined)
        pthread_join(relay->thread, NULL);
    relay->joined = true;
    return &relay->record;
}

void relay_end(struct relay *relay)
{
    (void)relay_record(relay);
    close(relay->listener);
    close(relay->orders[0]);
    close(relay->orders[1]);
    buffer_release(&relay->record.from_caller);
    buffer_release(&relay->record.from_listener);
    free(relay);
}
