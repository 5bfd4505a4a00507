/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/delivery.h"

#include "base/i18n.h"
#include "base/clock.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"
#include "net/transport.h"

/* How long until the next look, in ms.  Several looks fit into the timeout:
 * they keep the system from giving up on a reader that is only slow. */
static int look_interval(const struct delivery *delivery)
{
    int often = delivery->timeout_ms / 4;

    return often > 0 && often < DELIVERY_LATE_MS ? often : DELIVERY_LATE_MS;
}

/* Begin to look regularly: what is being sent starts to wait now. */
static void start_looking(struct delivery *delivery)
{
    int64_t now = clock_monotonic_ms();

    if (delivery->look_at != 0)
        return;
    delivery->look_at = now + look_interval(delivery);
    delivery->answered_at = delivery->moved_at = now;
}

void delivery_begin_anew(struct delivery *delivery)
{
    if (delivery->look_at == 0)
        return;
    delivery->look_at = 0;
    start_looking(delivery);
    delivery->waits_from = delivery->moved_at;
}

/* How much text the other charla has not acknowledged, in bytes. */
static uint64_t unshown(const struct delivery *delivery)
{
    return delivery->acknowledged_text
               ? delivery->text - atomic_load(delivery->acknowledged_text)
               : 0;
}

void delivery_sent(struct delivery *delivery, const char *text, size_t length)
{
    struct transport_link link = {.is_known = true};

    delivery->text += length;
    start_looking(delivery);
    if (!delivery->keeps_text)
        return;
    if (delivery->acknowledged_text)
        link.sent = delivery->text;
    else
        transport_look(delivery->transport, &link);
    if (link.is_known)
        unacked_add(&delivery->unacked, text, length, link.sent,
                    clock_monotonic_ms());
}

void delivery_suspend(struct delivery *delivery)
{
    delivery->transport = NULL;
    delivery->look_at = 0;
    delivery->is_lost = delivery->is_stalled = false;
    delivery->is_late = false;
    delivery->acknowledged = 0;
}

void delivery_resume(struct delivery *delivery, struct transport *transport)
{
    delivery->transport = transport;
    start_looking(delivery);
}

void delivery_close(struct delivery *delivery)
{
    struct transport_link link;

    if (delivery->is_closed)
        return;
    start_looking(delivery); /* the end is to be acknowledged, too */
    transport_look(delivery->transport, &link);
    delivery->is_closed = true;
    delivery->end = link.sent;
}

void delivery_must_move(struct delivery *delivery)
{
    delivery->must_move = true;
    delivery->moved_at = clock_monotonic_ms();
}

int delivery_left(const struct delivery *delivery)
{
    return delivery->look_at ? clock_ms_left(delivery->look_at) : -1;
}

static void tell(struct delivery *delivery)
{
    int64_t now = clock_monotonic_ms();
    bool is_late =
        unacked_age(&delivery->unacked, now) >= DELIVERY_LATE_MS &&
        now - delivery->waits_from >= DELIVERY_LATE_MS;

    if (!delivery->terminal->is_person)
        return;
    if (is_late && !delivery->is_late)
        terminal_notice(delivery->terminal, _("not delivered yet"));
    else if (delivery->is_late && unacked_is_empty(&delivery->unacked))
        terminal_notice(delivery->terminal, _("delivered now"));
    else
        return;
    delivery->is_late = is_late;
}

/* Has everything arrived, as far as this machine can tell? */
static bool is_settled(const struct delivery *delivery,
                       const struct transport_link *link)
{
    return (!link->is_known || link->is_settled) && unshown(delivery) == 0;
}

/* Decide whether something has waited for too long. */
static void judge(struct delivery *delivery, const struct transport_link *link)
{
    int64_t now = clock_monotonic_ms();
    int timeout = delivery->timeout_ms;
    uint64_t shown = delivery->text - unshown(delivery);

    if (is_settled(delivery, link) || shown != delivery->shown ||
        link->acknowledged != delivery->acknowledged)
        delivery->moved_at = delivery->answered_at = now;
    else if (link->is_held || link->is_settled)
        delivery->answered_at = now;
    delivery->acknowledged = link->acknowledged;
    delivery->shown = shown;
    if (timeout <= 0)
        return;
    delivery->is_lost =
        now - delivery->answered_at >= timeout + DELIVERY_GRACE_MS;
    delivery->is_stalled = delivery->must_move &&
                           (link->is_held || link->is_settled) &&
                           now - delivery->moved_at >= timeout;
}

void delivery_note(struct delivery *delivery,
                   const struct transport_link *link)
{
    if (delivery->acknowledged_text)
        unacked_acknowledge(&delivery->unacked,
                            atomic_load(delivery->acknowledged_text));
    if (!link->is_known)
        return;
    judge(delivery, link);
    if (!delivery->acknowledged_text)
        unacked_acknowledge(&delivery->unacked, link->acknowledged);
}

void delivery_look(struct delivery *delivery)
{
    struct transport_link link;

    if (delivery_left(delivery) != 0)
        return;
    transport_look(delivery->transport, &link);
    delivery_note(delivery, &link);
    tell(delivery);
    /* If the user was told that a line is late, look once more: they must be
     * told of an acknowledgement that came after this look. */
    delivery->look_at = is_settled(delivery, &link) && !delivery->is_late
                            ? 0
                            : clock_monotonic_ms() + look_interval(delivery);
}

size_t delivery_missing(struct delivery *delivery)
{
    struct transport_link link = {0};
    uint64_t end;

    if (delivery->transport && delivery->text > 0) {
        transport_look(delivery->transport, &link);
        delivery_note(delivery, &link);
    }
    if (delivery->acknowledged_text)
        return (size_t)unshown(delivery);
    if (!delivery->transport || delivery->text == 0)
        return 0;
    if (!link.is_known)
        return 0;
    end = delivery->is_closed ? delivery->end : link.sent;
    return end > link.acknowledged
               ? (size_t)(end - link.acknowledged + link.piece)
               : 0;
}

void delivery_release(struct delivery *delivery)
{
    unacked_release(&delivery->unacked);
}
