/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/stream_message.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

/* How long the rest of a message may take, in ms.  It is written in one call,
 * so that it takes longer only if the sender is broken or hostile. */
#define REST_MS 1000

/* May this operation on a stream be tried again? */
static bool wait_for_rest(int socket, short event)
{
    struct pollfd rest = {.fd = socket, .events = event};
    int ready;

    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    do
        ready = poll(&rest, 1, REST_MS);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

size_t stream_message_send_rest(int socket, const void *data, size_t length)
{
    const char *bytes = data;
    size_t done = 0;

    while (done < length) {
        ssize_t sent = send(socket, bytes + done, length - done, MSG_NOSIGNAL);

        if (sent > 0)
            done += (size_t)sent;
        else if (!wait_for_rest(socket, POLLOUT))
            break;
    }
    return done;
}

/* Receive `length` bytes.  Returns how many have come. */
static size_t receive_all(int socket, char *room, size_t length)
{
    size_t done = 0;

    while (done < length) {
        ssize_t got = recv(socket, room + done, length - done, MSG_DONTWAIT);

        if (got > 0)
            done += (size_t)got;
        else if (got == 0 || !wait_for_rest(socket, POLLIN))
            break;
    }
    return done;
}

size_t stream_message_receive_rest(int socket, struct monitor_message *message,
                                   size_t length)
{
    char *room = (char *)message;

    length += receive_all(socket, room + length, MONITOR_HEAD_SIZE - length);
    if (length == MONITOR_HEAD_SIZE && message->length <= sizeof message->data)
        length += receive_all(socket, room + length, message->length);
    return length;
}
