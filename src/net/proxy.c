/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/proxy.h"

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/waiter.h"
#include "net/dialer.h"
#include "net/socks.h"

/* Wait until the connection is ready for `events`.  Returns 0; or -1 with errno
 * set: ETIMEDOUT, or ECANCELED if the waiter has cancelled the call. */
static int wait_for(int fd, short events, const struct waiter *waiter,
                    int64_t deadline)
{
    struct pollfd wanted = {.fd = fd, .events = events};
    int left, ready;

    do {
        left = deadline == CLOCK_NEVER ? -1 : clock_ms_left(deadline);
        ready = waiter_wait(waiter, &wanted, 1, left);
        if (ready == 0 && left == 0) {
            errno = ETIMEDOUT;
            return -1;
        }
    } while (ready == 0);
    return ready < 0 ? -1 : 0;
}

/* Send or receive one piece.  Returns -1 with errno set if it cannot. */
static int move(int fd, struct socks *socks, struct error *error)
{
    size_t length;
    const void *output;
    void *room;
    ssize_t moved;

    if (socks->step == SOCKS_SEND) {
        output = socks_output(socks, &length);
        moved = send(fd, output, length, MSG_NOSIGNAL);
        if (moved > 0)
            socks_sent(socks, (size_t)moved);
    } else {
        room = socks_room(socks, &length);
        moved = recv(fd, room, length, 0);
        if (moved >= 0)
            socks_received(socks, (size_t)moved, error);
    }
    return moved < 0 && errno != EINTR && errno != EAGAIN ? -1 : 0;
}

/* Run the handshake with the proxy.  Returns 0; or -1 with `error` set, or with
 * `error` unchanged if the waiter has cancelled the call. */
static int shake_hands(int fd, struct socks *socks,
                       const struct dialer_call *call, int64_t deadline,
                       struct error *error)
{
    while (socks->step == SOCKS_SEND || socks->step == SOCKS_RECEIVE) {
        short events = socks->step == SOCKS_SEND ? POLLOUT : POLLIN;

        if (wait_for(fd, events, call->waiter, deadline) < 0 ||
            move(fd, socks, error) < 0) {
            if (errno == ETIMEDOUT)
                error_set(error, _("no answer within %u s"), call->timeout_s);
            else if (errno != ECANCELED)
                error_set(error, "%s", error_words(errno));
            return -1;
        }
    }
    return socks->step == SOCKS_CONNECTED ? 0 : -1;
}

int proxy_connect(const struct proxy *proxy, const struct dialer_call *call,
                  struct error *error)
{
    const struct socks_request request = {call->host, call->port, proxy->user,
                                          proxy->password};
    struct dialer_call nearer = *call;
    int64_t deadline = call->timeout_s > 0
                           ? clock_monotonic_ms() +
                                 (int64_t)call->timeout_s * 1000
                           : CLOCK_NEVER;
    struct address address;
    struct error cause = {0};
    struct socks socks;
    int fd;

    nearer.host = proxy->host;
    nearer.port = proxy->port;
    if (socks_begin(&socks, &request, &cause) < 0) {
        error_set(error, _("cannot call %s: %s"), call->host, cause.text);
        return -1;
    }
    fd = dialer_connect(&nearer, &address, &cause);
    if (fd < 0) {
        if (*cause.text)
            error_set(error, _("the proxy cannot be reached: %s"), cause.text);
        errno = 0;
        return -1;
    }
    if (shake_hands(fd, &socks, call, deadline, &cause) == 0)
        return fd;
    if (*cause.text)
        error_set(error, _("cannot call %s port %s through the proxy %s: %s"),
                  call->host, call->port, proxy->host, cause.text);
    close(fd);
    errno = socks.number;
    return -1;
}
