/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/lingering_close.h"

#include "base/error.h"
#include "net/transport.h"

/* So many receives a look, for the other side may never stop. */
#define RECEIVES_MAX 64

enum lingering_close lingering_close_step(struct transport *transport,
                                          uint64_t *acknowledged)
{
    enum transport_status status = TRANSPORT_OK;
    struct transport_link link;
    struct error ignored = {0};
    char rest[16384];
    size_t length;

    for (int i = 0; status == TRANSPORT_OK && i < RECEIVES_MAX; i++)
        status = transport_receive(transport, rest, sizeof rest, &length,
                                   &ignored);
    if (status == TRANSPORT_END)
        return LINGERING_CLOSE_DONE;
    if (status == TRANSPORT_BROKEN)
        return LINGERING_CLOSE_LOST;
    transport_look(transport, &link);
    *acknowledged = link.acknowledged;
    return !link.is_known || link.acknowledged == link.sent
               ? LINGERING_CLOSE_DONE
               : LINGERING_CLOSE_PENDING;
}
