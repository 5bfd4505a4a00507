/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "transport_tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "i18n.h"
#include "memory.h"
#include "transport.h"

static bool must_wait(int number)
{
    /* ENOBUFS and ENOMEM pass: the kernel is short of room for now. */
    return number == EAGAIN || number == EWOULDBLOCK || number == ENOBUFS ||
           number == ENOMEM;
}

static enum transport_status tcp_receive(struct transport *transport,
                                         void *room, size_t size,
                                         size_t *received, struct error *error)
{
    ssize_t result;

    do
        result = recv(transport->fd, room, size, 0);
    while (result < 0 && errno == EINTR);
    if (result > 0) {
        *received = (size_t)result;
        return TRANSPORT_OK;
    }
    if (result == 0)
        return TRANSPORT_END;
    if (must_wait(errno))
        return TRANSPORT_WAIT;
    error_set_errno(error, errno, _("cannot receive"));
    return TRANSPORT_BROKEN;
}

static enum transport_status tcp_send(struct transport *transport,
                                      const void *data, size_t length,
                                      size_t *sent, struct error *error)
{
    ssize_t result;

    do
        result = send(transport->fd, data, length, MSG_NOSIGNAL);
    while (result < 0 && errno == EINTR);
    if (result >= 0) {
        *sent = (size_t)result;
        return TRANSPORT_OK;
    }
    if (must_wait(errno))
        return TRANSPORT_WAIT;
    error_set_errno(error, errno, _("cannot send"));
    return TRANSPORT_BROKEN;
}

static enum transport_status tcp_finish(struct transport *transport)
{
    /* It fails only when the connection is gone, which receiving tells. */
    (void)shutdown(transport->fd, SHUT_WR);
    return TRANSPORT_OK;
}

static void tcp_free(struct transport *transport)
{
    close(transport->fd);
    free(transport);
}

static const struct transport_ops tcp_ops = {
    .receive = tcp_receive,
    .send = tcp_send,
    .finish = tcp_finish,
    .free = tcp_free,
};

struct transport *transport_tcp_new(int fd)
{
    struct transport *transport = memory_zeroed(sizeof *transport);
    const int on = 1;

    transport->ops = &tcp_ops;
    transport->fd = fd;
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    /* A typed line goes out at once; bulk is sent in large pieces anyway. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return transport;
}
