/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/local_stream.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

#define PATIENCE_MS 1000

/* May an operation that did not work be tried again?  Wait for that. */
static bool may_go_on(int socket, short event)
{
    struct pollfd fd = {.fd = socket, .events = event};
    int ready;

    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    do
        ready = poll(&fd, 1, PATIENCE_MS);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

size_t local_stream_send(int socket, const void *data, size_t length)
{
    const char *bytes = data;
    size_t done = 0;

    while (done < length) {
        ssize_t sent = send(socket, bytes + done, length - done, MSG_NOSIGNAL);

        if (sent > 0)
            done += (size_t)sent;
        else if (!may_go_on(socket, POLLOUT))
            break;
    }
    return done;
}

size_t local_stream_receive(int socket, void *room, size_t length)
{
    char *bytes = room;
    size_t done = 0;

    while (done < length) {
        ssize_t got = recv(socket, bytes + done, length - done, MSG_DONTWAIT);

        if (got > 0)
            done += (size_t)got;
        else if (got == 0 || !may_go_on(socket, POLLIN))
            break;
    }
    return done;
}
