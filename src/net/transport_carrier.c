/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/transport_carrier.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "net/transport.h"
#include "net/transport_tcp.h"

struct carried {
    struct transport base;
    struct transport *below; /* moves the bytes; owned */
    uint64_t acknowledged;   /* the sending thread's */
    atomic_bool is_finished; /* set by the sending thread, read by both */
};

static struct carried *as_carried(struct transport *transport)
{
    return (struct carried *)transport; /* base is its first member */
}

static enum transport_status carried_receive(struct transport *transport,
                                             void *room, size_t size,
                                             size_t *received,
                                             struct error *error)
{
    struct carried *carried = as_carried(transport);
    enum transport_status result =
        transport_receive(carried->below, room, size, received, error);

    if (result == TRANSPORT_OK || result == TRANSPORT_WAIT)
        return result;
    if (result == TRANSPORT_END && atomic_load(&carried->is_finished))
        return result;
    error_set(error, _("the connection was lost"));
    return TRANSPORT_BROKEN;
}

static enum transport_status carried_send(struct transport *transport,
                                          const void *data, size_t length,
                                          size_t *sent, struct error *error)
{
    return transport_send(as_carried(transport)->below, data, length, sent,
                          error);
}

static enum transport_status carried_finish(struct transport *transport)
{
    struct carried *carried = as_carried(transport);

    atomic_store(&carried->is_finished, true);
    return transport_finish(carried->below);
}

/* The system's count of the bytes that wait in a UNIX socket includes its own
 * overhead (unix(7), SIOCOUTQ), so only 0 is exact.  As long as the socket is
 * open the carrier is alive: it waits for the far side. */
static void carried_look(struct transport *transport,
                         struct transport_link *link)
{
    struct carried *carried = as_carried(transport);

    transport_look(carried->below, link);
    if (link->is_settled)
        carried->acknowledged = link->sent;
    link->acknowledged = carried->acknowledged;
    link->is_known = true;
    link->is_command = false;
    link->is_held = !link->is_settled;
}

static void carried_abort(struct transport *transport)
{
    transport_abort(as_carried(transport)->below);
}

static void carried_free(struct transport *transport)
{
    transport_free(as_carried(transport)->below);
    free(as_carried(transport));
}

static const struct transport_ops carried_ops = {
    .receive = carried_receive,
    .send = carried_send,
    .finish = carried_finish,
    .look = carried_look,
    .abort = carried_abort,
    .free = carried_free,
};

struct transport *transport_carrier_new(int fd)
{
    struct carried *carried = memory_zeroed(sizeof *carried);

    carried->base = (struct transport){.ops = &carried_ops, .fd = fd};
    carried->below = transport_tcp_new(fd, 0);
    return &carried->base;
}
