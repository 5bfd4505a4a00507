/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport: the interface of a connection that carries bytes both ways; TCP
 * as it is, or something on top of it.
 *
 * One thread receives (the receiver) and one sends (main); the two may do so
 * at the same time.  No call waits: where it would have to, it says
 * TRANSPORT_WAIT, and the caller polls transport_fd for POLLIN (receive) or
 * POLLOUT (send) before it tries again. */
#ifndef CHARLA_TRANSPORT_H
#define CHARLA_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct transport;

enum transport_status {
    TRANSPORT_OK,     /* bytes were moved (receive: perhaps none, see below) */
    TRANSPORT_WAIT,   /* no bytes can be moved now */
    TRANSPORT_END,    /* receive only: the other side sends no more; every
                         later receive returns this too */
    TRANSPORT_BROKEN, /* the connection is lost; `error` says why */
};

/* How far the sent bytes have come; positions are in bytes since the connection
 * began. */
struct transport_link {
    uint64_t sent;         /* taken by this machine */
    uint64_t acknowledged; /* by the other machine; the program there may not
                              have read it yet */
    uint64_t begun;        /* bytes given to a send that had to wait; how many
                              of them were sent is unknown */
    uint64_t piece;        /* bytes travel in pieces of at most this size, of
                              which an incomplete one cannot be read */
    bool is_known;         /* the system can tell what is acknowledged */
    bool is_held;          /* the other machine answers but takes no more */
    bool is_settled;       /* nothing waits for an acknowledgement: no bytes
                              and, after transport_finish, not the end */
    bool is_broken;        /* the connection is lost */
    bool is_command;       /* a command passes the bytes on; if it ends after
                              it has read everything, nothing is lost */
};

/* The functions of one kind of transport; see those below. */
struct transport_ops {
    enum transport_status (*receive)(struct transport *transport, void *room,
                                     size_t size, size_t *received,
                                     struct error *error);
    enum transport_status (*send)(struct transport *transport,
                                  const void *data, size_t length,
                                  size_t *sent, struct error *error);
    enum transport_status (*finish)(struct transport *transport);
    void (*look)(struct transport *transport, struct transport_link *link);
    void (*abort)(struct transport *transport);
    void (*free)(struct transport *transport);
};

/* Every kind of transport begins with this. */
struct transport {
    const struct transport_ops *ops;
    int fd; /* to poll, nothing else */
};

/* Receive up to `size` bytes (more than 0) into `room`.  TRANSPORT_OK with no
 * bytes means that the transport has only read data of its own: try again. */
static inline enum transport_status
transport_receive(struct transport *transport, void *room, size_t size,
                  size_t *received, struct error *error)
{
    return transport->ops->receive(transport, room, size, received, error);
}

/* Send up to `length` bytes (more than 0); `*sent` says how many were sent. */
static inline enum transport_status
transport_send(struct transport *transport, const void *data, size_t length,
               size_t *sent, struct error *error)
{
    return transport->ops->send(transport, data, length, sent, error);
}

/* Half-close: tell the other side that nothing more will be sent.  For the
 * sending thread; receiving goes on.  TRANSPORT_WAIT: call it again. */
static inline enum transport_status
transport_finish(struct transport *transport)
{
    return transport->ops->finish(transport);
}

/* Find out how far the sent bytes have come.  For the sending thread, which
 * must call it every few seconds while bytes are not acknowledged: only this
 * keeps the system from giving up a peer that is alive but does not read. */
static inline void transport_look(struct transport *transport,
                                  struct transport_link *link)
{
    transport->ops->look(transport, link);
}

/* From now on transport_free resets the connection (RFC 9293 section 3.10.7)
 * instead of closing it, so that the other side does not believe that its text
 * was received.  To be called when no thread uses the transport any more. */
static inline void transport_abort(struct transport *transport)
{
    transport->ops->abort(transport);
}

/* The descriptor, to poll and for nothing else. */
static inline int transport_fd(const struct transport *transport)
{
    return transport->fd;
}

/* Close and free it, when no thread uses it any more; NULL is allowed. */
static inline void transport_free(struct transport *transport)
{
    if (transport)
        transport->ops->free(transport);
}

#endif
