/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_message.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "monitor/local_stream.h"

/* How many descriptors are received at most.  It is more than a message may
 * have, so that those too many can be closed. */
#define PASSED_MAX 8

/* Do the sockets keep messages apart? */
#if defined CHARLA_LOCAL_PACKETS && !defined CHARLA_LOCAL_STREAMS
enum { KEEPS_APART = true, SOCKET_TYPE = SOCK_SEQPACKET };
#else
enum { KEEPS_APART = false, SOCKET_TYPE = SOCK_STREAM };
#endif

union control {
    struct cmsghdr align;
    char room[CMSG_SPACE(PASSED_MAX * sizeof(int))];
};

int monitor_message_pair(int pair[2])
{
    return descriptor_pair(SOCKET_TYPE, pair);
}

/* ---- Messages ------------------------------------------------------------ */

static void attach(struct msghdr *header, union control *control, int passed)
{
    struct cmsghdr *item;

    memset(control, 0, sizeof *control);
    header->msg_control = control->room;
    header->msg_controllen = CMSG_SPACE(sizeof passed);
    item = CMSG_FIRSTHDR(header);
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    item->cmsg_len = CMSG_LEN(sizeof passed);
    memcpy(CMSG_DATA(item), &passed, sizeof passed);
}

int monitor_message_send(int socket, const struct monitor_message *message,
                         int passed)
{
    struct monitor_message copy = *message;
    struct iovec data = {&copy, MONITOR_HEAD_SIZE + message->length};
    struct msghdr header = {.msg_iov = &data, .msg_iovlen = 1};
    union control control;
    ssize_t sent;

    if (passed >= 0)
        attach(&header, &control, passed);
    do
        sent = sendmsg(socket, &header, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (!KEEPS_APART && sent > 0)
        sent += (ssize_t)local_stream_send(socket, (char *)&copy + sent,
                                           data.iov_len - (size_t)sent);
    return sent == (ssize_t)data.iov_len ? 0 : -1;
}

/* CMSG_NXTHDR of musl mixes signed and unsigned numbers. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"

/* Take the descriptors out of a message.  Returns how many there were; the
 * first is put into `*first`, the others are closed. */
static size_t take_descriptors(struct msghdr *header, int *first)
{
    size_t count = 0;

    *first = -1;
    for (struct cmsghdr *item = CMSG_FIRSTHDR(header); item;
         item = CMSG_NXTHDR(header, item)) {
        size_t here = 0;

        if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_RIGHTS)
            here = (item->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < here; i++, count++) {
            int fd;

            memcpy(&fd, CMSG_DATA(item) + i * sizeof fd, sizeof fd);
            descriptor_keep(fd);
            if (count == 0)
                *first = fd;
            else
                close(fd);
        }
    }
    return count;
}

#pragma GCC diagnostic pop

static int is_whole(const struct msghdr *header, size_t length,
                    const struct monitor_message *message)
{
    return !(header->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
           length >= MONITOR_HEAD_SIZE &&
           message->length == length - MONITOR_HEAD_SIZE;
}

/* Receive the rest of a message of which `length` bytes, at most its head, have
 * come through a stream.  Returns how much of it there is then. */
static size_t complete(int socket, struct monitor_message *message,
                       size_t length)
{
    length += local_stream_receive(socket, (char *)message + length,
                                   MONITOR_HEAD_SIZE - length);
    if (length == MONITOR_HEAD_SIZE && message->length <= sizeof message->data)
        length += local_stream_receive(socket, message->data, message->length);
    return length;
}

enum monitor_receipt monitor_message_receive(int socket,
                                             struct monitor_message *message,
                                             int *passed)
{
    struct iovec data = {message,
                         KEEPS_APART ? sizeof *message : MONITOR_HEAD_SIZE};
    union control control;
    struct msghdr header = {
        .msg_iov = &data,
        .msg_iovlen = 1,
        .msg_control = control.room,
        .msg_controllen = sizeof control.room,
    };
    ssize_t length;
    size_t count;
    int fd;

    do
        length = descriptor_receive(socket, &header, 0);
    while (length < 0 && errno == EINTR);
    if (length <= 0)
        return MONITOR_CLOSED;
    count = take_descriptors(&header, &fd);
    if (!KEEPS_APART)
        length = (ssize_t)complete(socket, message, (size_t)length);
    if (!is_whole(&header, (size_t)length, message) ||
        count > (passed ? 1 : 0)) {
        if (fd >= 0)
            close(fd);
        return MONITOR_MALFORMED;
    }
    if (passed)
        *passed = fd;
    return MONITOR_RECEIVED;
}
