/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/sender.h"

#include <stdatomic.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/flag.h"
#include "base/i18n.h"
#include "chat/sender_private.h"
#include "chat/session.h"
#include "net/lingering_close.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"

bool sender_is_confirming(const struct sender *sender)
{
    return sender->receiver_ended && sender->is_half_closed &&
           !sender->is_broken && !sender->is_confirmed;
}

/* ---- Ends ---------------------------------------------------------------- */

/* Are there lines that are still to be taken?  Only an editor reads ahead. */
static bool has_typed_ahead(const struct sender *sender)
{
    return sender->terminal->is_editor && !sender->queue.has_ended &&
           !sender->has_end_command &&
           terminal_queued_lines(sender->terminal)->length > 0;
}

void sender_leave(struct sender *sender)
{
    sender->is_leaving = true;
    if (!has_typed_ahead(sender))
        send_queue_end(&sender->queue, true);
    close_timer_start(&sender->close_timer);
}

void sender_fail(struct sender *sender)
{
    sender->is_broken = true;
    send_queue_end(&sender->queue, false);
    close_timer_start(&sender->close_timer);
}

static bool is_over(const struct sender *sender)
{
    if (sender->gave_up)
        return true;
    /* The user leaves before the opening is decided, and has typed nothing,
     * or nothing that may be sent: there is no end of the other side to wait
     * for.  (With --plain there is no opening that takes time.) */
    if (sender->session->setup->encryption && !sender->is_opened &&
        sender->queue.wants_goodbye &&
        (send_queue_held(&sender->queue) == 0 ||
         sender_waits_for_consent(sender)))
        return true;
    return sender->receiver_ended &&
           (sender->is_confirmed || sender->is_broken);
}

/* The connection broke behind our last byte.  Nothing is lost if everything
 * had arrived while the other side was still there. */
static void note_loss(struct sender *sender)
{
    if (!sender->sent_after_end && delivery_missing(&sender->delivery) == 0)
        return;
    sender->ending->cut_short = true;
    if (sender->session->received == RECEIVED_END)
        return;
    sender->ending->sent = SENT_BROKEN;
    error_set(&sender->ending->in_sending,
              _("the connection broke before everything had arrived"));
}

/* One step of the lingering close. */
static void confirm_delivery(struct sender *sender)
{
    struct transport_link link;
    enum lingering_close step;

    if (!sender_is_confirming(sender))
        return;
    step = lingering_close_step(sender->session->transport, &link);
    delivery_note(&sender->delivery, &link);
    sender->is_confirmed = step != LINGERING_CLOSE_PENDING;
    if (step == LINGERING_CLOSE_LOST)
        note_loss(sender);
    if (link.acknowledged != sender->acknowledged)
        atomic_fetch_add(&sender->session->progress, 1);
    sender->acknowledged = link.acknowledged;
}

/* ---- Sending ------------------------------------------------------------- */

/* Tell the other side that this was all. */
static void half_close(struct sender *sender)
{
    delivery_close(&sender->delivery);
    if (!sender->is_half_closed &&
        transport_finish(sender->session->transport) == TRANSPORT_WAIT)
        sender->must_wait = true;
    else
        sender->is_half_closed = true;
}

/* Is there something to send? */
static bool has_next(struct sender *sender)
{
    enum send_queue_state state = send_queue_next(&sender->queue);

    if (state == SEND_QUEUE_END_TYPED) {
        sender_take_end(sender);
        state = send_queue_next(&sender->queue);
    }
    if (state == SEND_QUEUE_GOODBYE)
        delivery_close(&sender->delivery);
    if (state == SEND_QUEUE_DONE)
        half_close(sender);
    return state == SEND_QUEUE_SEND || state == SEND_QUEUE_GOODBYE;
}

/* The first thing to do once it is known how to talk, or that plain talk may
 * begin. */
static void on_opened(struct sender *sender)
{
    const struct session *session = sender->session;

    sender->is_opened = true;
    sender->delivery.transport = session->transport;
    if (session->is_encrypted)
        send_queue_encrypt(&sender->queue, session->setup->name);
    if (sender->knows_silence)
        session_label(session); /* the last word on it */
}

/* `sent` bytes of the stretch have gone. */
static void note_text(struct sender *sender, size_t sent)
{
    const char *text = send_queue_text(&sender->queue, &sent);

    if (sender->queue.is_text)
        delivery_sent(&sender->delivery, text, sent);
}

/* Send as much as the transport takes. */
static void send_queued(struct sender *sender)
{
    if (!sender->is_opened && (flag_is_raised(&sender->session->opened) ||
                               sender_may_talk_to_silence(sender)))
        on_opened(sender);
    while (sender->is_opened && !sender->is_broken && !sender->gave_up &&
           has_next(sender)) {
        struct send_queue *queue = &sender->queue;
        size_t sent = 0;

        switch (transport_send(sender->session->transport, queue->data,
                               queue->length, &sent,
                               &sender->ending->in_sending)) {
        case TRANSPORT_OK:
            note_text(sender, sent);
            sender->sent_after_end |= queue->is_text && sender->receiver_ended;
            send_queue_sent(queue, sent);
            atomic_fetch_add(&sender->session->progress, 1);
            break;
        case TRANSPORT_WAIT:
            sender->must_wait = true;
            return;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            sender->ending->sent = SENT_BROKEN;
            sender_fail(sender);
            return;
        }
    }
}

/* ---- The whole ----------------------------------------------------------- */

/* Text of a send that had to wait may have gone in part: it is not unsent, but
 * it may not have arrived. */
static void count_begun(const struct sender *sender)
{
    struct ending *ending = sender->ending;
    struct transport_link link = {0};
    size_t begun;

    if (!sender->delivery.transport)
        return;
    transport_look(sender->delivery.transport, &link);
    begun = (size_t)link.begun;
    if (begun > ending->unsent)
        begun = ending->unsent;
    ending->unsent -= begun;
    ending->unacknowledged += begun;
}

/* Write down what was not sent and what may not have arrived. */
static void fill_ending(struct sender *sender)
{
    struct ending *ending = sender->ending;
    const struct buffer *late = &sender->delivery.unacked.text;
    const struct buffer *untaken = terminal_queued_lines(sender->terminal);
    struct buffer unsent = {0};

    send_queue_append_unsent(&sender->queue, &unsent);
    if (!sender->has_end_command)
        buffer_append(&unsent, untaken->data, untaken->length);
    ending->unacknowledged = delivery_missing(&sender->delivery);
    ending->unsent = unsent.length;
    sender_count_unread(sender);
    count_begun(sender);
    ending->cut_short |= sender->gave_up || sender->is_broken;
    if (sender->terminal->is_person) {
        buffer_append(&ending->lines, late->data, late->length);
        buffer_append(&ending->lines, unsent.data, unsent.length);
    }
    buffer_release(&unsent);
}

void sender_run(struct session *session, struct ending *ending)
{
    struct sender sender = {
        .session = session,
        .terminal = session->setup->terminal,
        .delivery = {.terminal = session->setup->terminal,
                     .timeout_ms = session->setup->timeout_ms},
        .close_timer = {.progress = &session->progress,
                        .limit_ms = session->setup->close_ms},
        .allowance = SIZE_MAX,
        .ending = ending,
    };

    send_queue_init(&sender.queue);
    ending->sent = SENT_ALL;
    for (;;) {
        send_queued(&sender);
        confirm_delivery(&sender);
        if ((sender.is_leaving || sender.queue.has_ended) &&
            !sender.is_input_over)
            sender_drain(&sender);
        if (is_over(&sender))
            break;
        sender_wait(&sender);
    }
    ending->user_left = sender.is_leaving;
    if (ending->sent == SENT_ALL && sender.is_leaving)
        ending->sent = SENT_LEAVING;
    fill_ending(&sender);
    send_queue_release(&sender.queue);
    delivery_release(&sender.delivery);
}
