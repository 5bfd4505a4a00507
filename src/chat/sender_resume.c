/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sender_resume: deals with a broken link, and with the new one
 * (doc/protocol.md, "Resuming"), and decides how much text is kept for that. */
#include <config.h>

#include "chat/sender_private.h"

#include <stdatomic.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "chat/files.h"
#include "chat/session.h"
#include "terminal/terminal.h"
#include "wire/send_queue_resume.h"
#include "wire/send_queue_unsent.h"

/* How much text is kept until it is acknowledged, in bytes; then no more input
 * is taken. */
#define KEPT_PERSON_MAX ((size_t)1024 * 1024)
#define KEPT_PIPE_MAX ((size_t)8 * 1024 * 1024)

/* How much of it is sent again at once, in bytes. */
#define REPEAT_MAX ((size_t)32 * 1024)

static bool is_resumable(const struct sender *sender)
{
    return atomic_load(&sender->session->link.resumable) != LINK_NOT_RESUMABLE;
}

static size_t kept_max(const struct sender *sender)
{
    return sender->terminal->is_person ? KEPT_PERSON_MAX : KEPT_PIPE_MAX;
}

bool sender_keeps_enough(const struct sender *sender)
{
    return sender->has_frames &&
           sender->delivery.unacked.text.length >= kept_max(sender);
}

/* The other side cannot resume, so do not keep a pipe's text any longer. */
static void stop_keeping(struct sender *sender)
{
    struct delivery *delivery = &sender->delivery;

    if (sender->terminal->is_person || !delivery->keeps_text ||
        is_resumable(sender))
        return;
    delivery->keeps_text = false;
    unacked_release(&delivery->unacked);
}

void sender_note_acknowledged(struct sender *sender)
{
    struct session *session = sender->session;
    struct unacked *unacked = &sender->delivery.unacked;

    stop_keeping(sender);
    if (!sender->has_frames || unacked_is_empty(unacked))
        return;
    if (sender_keeps_enough(sender)) /* be woken when there is room again */
        atomic_store(&session->awaited,
                     unacked->end - unacked->text.length +
                         kept_max(sender) / 4);
    unacked_acknowledge(unacked, atomic_load(&session->acknowledged));
}

bool sender_awaits_goodbye(struct sender *sender)
{
    if (!sender->has_frames || !is_resumable(sender) ||
        sender->receiver_closed)
        return false;
    close_timer_start(&sender->close_timer); /* do not wait for ever */
    return true;
}

/* ---- The old link -------------------------------------------------------- */

bool sender_break(struct sender *sender, const struct error *why)
{
    if (!is_resumable(sender))
        return false;
    sender->session->link.why = *why;
    link_break(&sender->session->link);
    sender_suspend(sender);
    return true;
}

void sender_suspend(struct sender *sender)
{
    sender->is_down = true;
    sender->must_wait = false;
    sender->is_half_closed = false;
    sender->is_confirmed = false;
    atomic_store(&sender->session->is_all_sent, false);
    send_queue_rewind(&sender->queue);
    delivery_suspend(&sender->delivery);
    files_suspend(sender->files);
    link_release(&sender->session->link);
    sender_take_typed_end(sender);
}

/* ---- The new one --------------------------------------------------------- */

/* More of the text that was taken for sending has arrived than was known. */
static void note_arrived(struct sender *sender, uint64_t position)
{
    uint64_t sent = sender->delivery.text;
    const char *text;

    if (position <= sent)
        return;
    text = send_queue_skip(&sender->queue, (size_t)(position - sent));
    delivery_sent(&sender->delivery, text, (size_t)(position - sent));
}

void sender_restore(struct sender *sender)
{
    struct session *session = sender->session;
    struct link_resumption resumption = link_take(&session->link);

    sender->is_down = false;
    delivery_resume(&sender->delivery, session->transport);
    note_arrived(sender, resumption.position);
    sender->repeat_at = resumption.position;
    sender->repeat_end = sender->delivery.text;
    if (resumption.is_answer_due)
        send_queue_add_resumed(&sender->queue, resumption.answer);
    sender_add_hello(sender);
    files_restart(sender->files);
    ack_restart(&sender->ack, clock_monotonic_ms());
    atomic_fetch_add(&session->progress, 1);
}

void sender_repeat(struct sender *sender)
{
    uint64_t left = sender->repeat_end - sender->repeat_at;
    struct buffer text = {0};

    if (left == 0 || !send_queue_is_idle(&sender->queue))
        return;
    sender->repeat_at += unacked_copy(
        &sender->delivery.unacked, sender->repeat_at,
        left < REPEAT_MAX ? (size_t)left : REPEAT_MAX, &text);
    send_queue_repeat(&sender->queue, &text);
    buffer_release(&text);
}
