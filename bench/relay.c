/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"
#include "program.h"

static struct sockaddr_in loopback(unsigned port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static bool push(int fd, const char *data, size_t length)
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

/* Pass on what has come, at most `*left` bytes.  Returns false when no more
 * will pass. */
static bool pass(int from, int to, size_t *left)
{
    static _Thread_local char room[LOAD_CHUNK];
    ssize_t got = recv(from, room, sizeof room, 0);
    size_t length;

    if (got <= 0) {
        shutdown(to, SHUT_WR);
        return false;
    }
    length = (size_t)got < *left ? (size_t)got : *left;
    *left -= length;
    return push(to, room, length) && *left > 0;
}

/* Read from a caller that may send for ever; the benchmark ends it. */
static void swallow_all(int caller)
{
    static char room[LOAD_CHUNK];

    while (recv(caller, room, sizeof room, 0) > 0)
        ;
    pause();
}

/* Relay until the connection ends or has to be cut. */
static void relay_between(struct relay *relay, int caller, int listener)
{
    size_t up = relay->every ? relay->every : SIZE_MAX, down = SIZE_MAX;
    struct pollfd fds[] = {{.fd = caller, .events = POLLIN},
                           {.fd = listener, .events = POLLIN},
                           {.fd = relay->swallow, .events = POLLIN}};

    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        poll(fds, 3, -1);
        if (fds[2].revents)
            swallow_all(caller);
        if (fds[0].revents && !pass(caller, listener, &up))
            fds[0].fd = -1;
        if (fds[1].revents && !pass(listener, caller, &down))
            fds[1].fd = -1;
        if (up == 0) {
            atomic_fetch_add(&relay->cuts, 1);
            return;
        }
    }
}

static int call_listener(const struct relay *relay)
{
    struct sockaddr_in address = loopback(relay->listener);
    const int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        program_fail("the relay cannot call");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void *run(void *argument)
{
    struct relay *relay = argument;
    const int on = 1;
    int caller, listener;

    while ((caller = accept(relay->socket, NULL, NULL)) >= 0) {
        setsockopt(caller, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        listener = call_listener(relay);
        relay_between(relay, caller, listener);
        close(caller);
        close(listener);
    }
    return NULL;
}

void relay_start(struct relay *relay)
{
    struct sockaddr_in address;
    pthread_t thread;

    relay->port = program_free_port();
    address = loopback(relay->port);
    relay->swallow = eventfd(0, EFD_CLOEXEC);
    relay->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(relay->socket, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(relay->socket, 8) < 0 ||
        pthread_create(&thread, NULL, run, relay) != 0)
        program_fail("cannot relay");
    pthread_detach(thread);
}

void relay_swallow(struct relay *relay)
{
    const uint64_t one = 1;

    if (write(relay->swallow, &one, sizeof one) < 0)
        program_fail("cannot swallow");
}
