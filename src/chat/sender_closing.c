/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sender_closing: acknowledges the other side's text in charla/1, and closes
 * (doc/protocol.md, "Ending"). */
#include <config.h>

#include "chat/sender_private.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "chat/ending.h"
#include "chat/files.h"
#include "chat/session.h"
#include "net/lingering_close.h"
#include "net/transport.h"
#include "terminal/terminal.h"

/* ---- Frames -------------------------------------------------------------- */

void sender_add_hello(struct sender *sender)
{
    const struct session *session = sender->session;

    uint32_t features = 0;

    if (session_offers_resume(session))
        features |= FRAME_FEATURE_RESUME;
    if (sender->terminal->is_person && session->setup->monitor)
        features |= FRAME_FEATURE_FILES;
    if (session->setup->tells_typing)
        features |= FRAME_FEATURE_TYPING;
    send_queue_add_hello(&sender->queue, features, session->setup->name);
}

void sender_use_frames(struct sender *sender)
{
    struct session *session = sender->session;

    sender->has_frames = true;
    sender->files = files_new(session);
    sender->delivery.acknowledged_text = &session->acknowledged;
    sender->delivery.keeps_text |= session_offers_resume(session);
    send_queue_use_frames(&sender->queue, sender->terminal->is_person);
    if (!sender->is_down)
        sender_add_hello(sender);
}

/* Note how much text is handled; text that waits for room on the screen is
 * not. */
static void note_handled(struct sender *sender, int64_t now)
{
    uint64_t handled = atomic_load(&sender->session->handled);

    if (terminal_undrawn_fd(sender->terminal) < 0)
        ack_note(&sender->ack, handled, now);
}

void sender_acknowledge(struct sender *sender)
{
    int64_t now = clock_monotonic_ms();

    if (!sender->has_frames || sender->must_wait || sender->is_down)
        return;
    note_handled(sender, now);
    if (sender->receiver_ended || sender->is_leaving)
        ack_soon(&sender->ack, now);
    if (ack_left(&sender->ack, now) != 0)
        return;
    send_queue_add_ack(&sender->queue, ack_take(&sender->ack));
    /* From now on the receiver raises `moved` again when it shows text. */
    atomic_store(&sender->session->is_handled_told, false);
    note_handled(sender, now);
}

int sender_ack_left(const struct sender *sender)
{
    return sender->must_wait || sender->is_down
               ? -1
               : ack_left(&sender->ack, clock_monotonic_ms());
}

void sender_announce(struct sender *sender)
{
    const struct send_queue *queue = &sender->queue;

    if (sender->has_frames && queue->is_text)
        atomic_store(&sender->session->sent,
                     sender->delivery.text + queue->length - queue->header);
}

/* ---- The close ----------------------------------------------------------- */

/* Does each side have all of the other's text, or is that impossible now? */
static bool may_close(struct sender *sender)
{
    struct session *session = sender->session;
    uint64_t sent = sender->delivery.text;

    if (!sender->has_frames)
        return true;
    atomic_store(&session->awaited, sent);
    if (!sender->receiver_ended ||
        sender->ack.told != atomic_load(&session->handled))
        return false;
    return sender->receiver_closed ||
           atomic_load(&session->acknowledged) == sent;
}

void sender_half_close(struct sender *sender)
{
    delivery_close(&sender->delivery);
    if (sender->is_half_closed || !may_close(sender))
        return;
    if (transport_finish(sender->session->transport) == TRANSPORT_WAIT)
        sender->must_wait = true;
    else
        sender->is_half_closed = true;
}

bool sender_is_confirming(const struct sender *sender)
{
    return sender->receiver_ended && sender->is_half_closed &&
           !sender->is_broken && !sender->is_confirmed;
}

/* Is there text that a broken connection loses?  That is text without an
 * acknowledgement; in plain also text that was sent to a side that had ended,
 * even if its machine has acknowledged it. */
static bool lacks_delivery(struct sender *sender)
{
    return (!sender->has_frames && sender->sent_after_end) ||
           delivery_missing(&sender->delivery) > 0;
}

/* The connection broke after the last byte was sent.  Nothing is lost if
 * everything had arrived while the other side was still there. */
static void note_loss(struct sender *sender)
{
    if (!lacks_delivery(sender))
        return;
    sender->ending->cut_short = true;
    if (sender->session->received == RECEIVED_END)
        return;
    sender->ending->sent = SENT_BROKEN;
    error_set(&sender->ending->in_sending,
              _("the connection broke before everything had arrived"));
}

/* Take a step of the lingering close; but while the receiver still receives,
 * only look, because two threads must not receive. */
static enum lingering_close step(struct sender *sender,
                                 struct transport_link *link)
{
    if (sender->receiver_closed)
        return lingering_close_step(sender->session->transport, link);
    transport_look(sender->session->transport, link);
    if (link->is_broken)
        return LINGERING_CLOSE_LOST;
    return !link->is_known || link->is_settled ? LINGERING_CLOSE_DONE
                                               : LINGERING_CLOSE_PENDING;
}

void sender_confirm(struct sender *sender)
{
    struct transport_link link;
    enum lingering_close result;

    if (!sender_is_confirming(sender))
        return;
    result = step(sender, &link);
    delivery_note(&sender->delivery, &link);
    sender->is_confirmed = result != LINGERING_CLOSE_PENDING;
    if (result == LINGERING_CLOSE_LOST)
        note_loss(sender);
    if (link.acknowledged != sender->acknowledged)
        atomic_fetch_add(&sender->session->progress, 1);
    sender->acknowledged = link.acknowledged;
}

void sender_on_closed(struct sender *sender)
{
    const struct error *error = &sender->session->in_closing;

    sender->receiver_closed = true;
    sender->is_confirmed |= sender->is_down; /* there is nothing to close */
    if (delivery_missing(&sender->delivery) > 0)
        sender->ending->cut_short = true; /* no ACK can come any more */
    if (error->text[0] == '\0' || sender->is_half_closed || sender->is_broken)
        return;
    sender->ending->sent = SENT_BROKEN;
    sender->ending->in_sending = *error;
    sender_fail(sender);
}
