/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/delivery.h"

#include "base/i18n.h"
#include "base/clock.h"
#include "terminal/terminal.h"
#include "net/transport.h"

void delivery_sent(struct delivery *delivery, const char *text, size_t length)
{
    struct transport_link link;
    int64_t now = clock_monotonic_ms();

    if (delivery->look_at == 0) {
        delivery->look_at = now + DELIVERY_LATE_MS;
        delivery->answered_at = now;
    }
    if (!delivery->terminal->is_person)
        return;
    transport_look(delivery->transport, &link);
    if (link.is_known)
        unacked_add(&delivery->unacked, text, length, link.sent, now);
}

void delivery_close(struct delivery *delivery)
{
    struct transport_link link;

    if (delivery->is_closed)
        return;
    transport_look(delivery->transport, &link);
    delivery->is_closed = true;
    delivery->end = link.sent;
}

int delivery_left(const struct delivery *delivery)
{
    return delivery->look_at ? clock_ms_left(delivery->look_at) : -1;
}

static void tell(struct delivery *delivery)
{
    bool is_late = unacked_age(&delivery->unacked, clock_monotonic_ms()) >=
                   DELIVERY_LATE_MS;

    if (is_late && !delivery->is_late)
        terminal_notice(delivery->terminal, _("not delivered yet"));
    else if (delivery->is_late && unacked_is_empty(&delivery->unacked))
        terminal_notice(delivery->terminal, _("delivered now"));
    else
        return;
    delivery->is_late = is_late;
}

/* Has the other machine been silent for too long? */
static void judge(struct delivery *delivery, const struct transport_link *link)
{
    int64_t now = clock_monotonic_ms();

    if (link->sent == link->acknowledged || link->is_held ||
        link->acknowledged != delivery->acknowledged)
        delivery->answered_at = now;
    delivery->acknowledged = link->acknowledged;
    delivery->is_lost = delivery->timeout_ms > 0 &&
                        now - delivery->answered_at >=
                            delivery->timeout_ms + DELIVERY_GRACE_MS;
}

/* Bytes without an acknowledgement; 0 also where that is not known. */
static size_t settle(struct delivery *delivery)
{
    struct transport_link link;
    uint64_t end;

    transport_look(delivery->transport, &link);
    if (!link.is_known)
        return 0;
    judge(delivery, &link);
    unacked_acknowledge(&delivery->unacked, link.acknowledged);
    end = delivery->is_closed ? delivery->end : link.sent;
    return end > link.acknowledged ? (size_t)(end - link.acknowledged) : 0;
}

void delivery_look(struct delivery *delivery)
{
    bool is_waiting;

    if (delivery_left(delivery) != 0)
        return;
    is_waiting = settle(delivery) > 0;
    tell(delivery);
    delivery->look_at =
        is_waiting ? clock_monotonic_ms() + DELIVERY_LATE_MS : 0;
}

size_t delivery_missing(struct delivery *delivery)
{
    return delivery->transport ? settle(delivery) : 0;
}

void delivery_release(struct delivery *delivery)
{
    unacked_release(&delivery->unacked);
}
