/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/lingering_close.h"

#include "base/error.h"
#include "net/transport.h"

/* How many receives a step makes at most: the other side may never stop
 * sending. */
#define RECEIVES_MAX 64

enum lingering_close lingering_close_step(struct transport *transport,
                                          struct transport_link *link)
{
    enum transport_status status = TRANSPORT_OK;
    struct error ignored = {0};
    char rest[16384];
    size_t length;

    for (int i = 0; status == TRANSPORT_OK && i < RECEIVES_MAX; i++)
        status = transport_receive(transport, rest, sizeof rest, &length,
                                   &ignored);
    transport_look(transport, link);
    if (status == TRANSPORT_BROKEN || link->is_broken)
        return LINGERING_CLOSE_LOST;
    return !link->is_known || link->is_settled ? LINGERING_CLOSE_DONE
                                               : LINGERING_CLOSE_PENDING;
}
