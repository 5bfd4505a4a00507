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
    TRANSPORT_OK,     /* bytes have moved; received perhaps none, see below */
    TRANSPORT_WAIT,   /* nothing could be moved now */
    TRANSPORT_END,    /* receive only: the other side sends no more; and so
                         it stays */
    TRANSPORT_BROKEN, /* the connection is lost; `error` says how */
};

/* How far what was sent has come, in bytes since the connection began. */
struct transport_link {
    uint64_t sent;         /* taken by this machine */
    uint64_t acknowledged; /* by the other machine; the program there may not
                              have read it yet */
    uint64_t begun;        /* bytes given to a send that had to wait, and of
                              which nobody can say how many have gone */
    uint64_t piece;        /* bytes come in pieces of this size at most, and
                              of one that is not complete none can be read */
    bool is_known;         /* the system can tell what is acknowledged */
    bool is_held;          /* the other machine answers and takes no more */
    bool is_settled;       /* nothing waits for an acknowledgement: no bytes
                              and, after transport_finish, not the end */
    bool is_broken;        /* the connection is lost */
    bool is_command;       /* a command passes the bytes on; when it has ended
                              after it had read everything, nothing is lost */
};

/* What a kind of transport provides; see the functions below. */
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

/* The beginning of every kind of transport. */
struct transport {
    const struct transport_ops *ops;
    int fd; /* to poll, nothing else */
};

/* Receive up to `size` bytes (more than 0) into `room`.  TRANSPORT_OK with
 * no byte means that the transport was busy with itself: try again. */
static inline enum transport_status
transport_receive(struct transport *transport, void *room, size_t size,
                  size_t *received, struct error *error)
{
    return transport->ops->receive(transport, room, size, received, error);
}

/* Send up to `length` bytes (more than 0); `*sent` says how many went. */
static inline enum transport_status
transport_send(struct transport *transport, const void *data, size_t length,
               size_t *sent, struct error *error)
{
    return transport->ops->send(transport, data, length, sent, error);
}

/* Half-close: tell the other side that nothing more will be sent.  Called by
 * the sending thread; receiving goes on.  TRANSPORT_WAIT: call it again. */
static inline enum transport_status
transport_finish(struct transport *transport)
{
    return transport->ops->finish(transport);
}

/* See how far what was sent has come.  Called by the sending thread, every few
 * seconds as long as something is not acknowledged: only this keeps the system
 * from giving up a peer that is alive and does not read. */
static inline void transport_look(struct transport *transport,
                                  struct transport_link *link)
{
    transport->ops->look(transport, link);
}

/* From now on transport_free resets the connection (RFC 9293 section 3.10.7)
 * instead of ending it in order: the other side must not take what it sent
 * for received.  Called when no thread uses the transport any more. */
static inline void transport_abort(struct transport *transport)
{
    transport->ops->abort(transport);
}

static inline int transport_fd(const struct transport *transport)
{
    return transport->fd;
}

/* Close it, when no thread uses it any more; NULL is allowed. */
static inline void transport_free(struct transport *transport)
{
    if (transport)
        transport->ops->free(transport);
}

#endif
