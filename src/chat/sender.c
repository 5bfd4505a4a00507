/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/sender.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/flag.h"
#include "base/i18n.h"
#include "chat/files.h"
#include "chat/sender_private.h"
#include "chat/session.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "wire/send_queue_unsent.h"

/* How many pieces of a file are sent before input and other events get their
 * turn. */
#define FILE_SHARE 16

/* ---- Ends ---------------------------------------------------------------- */

/* Has the user typed lines that have not been taken?  Only an editor reads
 * ahead. */
static bool has_typed_ahead(const struct sender *sender)
{
    return sender->terminal->is_editor && !sender->queue.has_ended &&
           !sender->has_end_command &&
           terminal_queued_lines(sender->terminal)->length > 0;
}

void sender_leave(struct sender *sender)
{
    sender->is_leaving = true;
    sender->gave_up |= sender->is_down; /* nobody can say goodbye */
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

static bool is_over(struct sender *sender)
{
    if (sender->gave_up)
        return true;
    /* If the user leaves before the opening is decided, and nothing that was
     * typed may be sent, do not wait for the other side's end.  (With --plain
     * there is no opening that takes time.) */
    if (sender->session->setup->encryption && !sender->is_opened &&
        !flag_is_raised(&sender->session->opened) &&
        sender->queue.wants_goodbye &&
        (send_queue_held(&sender->queue) == 0 ||
         sender_waits_for_consent(sender)))
        return true;
    return sender->receiver_ended &&
           (sender->is_broken ||
            (sender->is_confirmed && !sender_awaits_goodbye(sender)));
}

/* ---- Sending ------------------------------------------------------------- */

/* Can the transport take more?  poll also respects the limit on unsent bytes
 * (file_upload.c), beyond which a send would still succeed. */
static bool is_writable(const struct transport *transport)
{
    struct pollfd room = {.fd = transport_fd(transport), .events = POLLOUT};

    return poll(&room, 1, 0) != 0;
}

/* There is no text to send: add a piece of a file, if there is one. */
static bool add_file_piece(struct sender *sender)
{
    struct buffer *frames = send_queue_frames(&sender->queue);

    if (sender->file_share == 0 || !files_are_busy(sender->files))
        return false;
    if (!is_writable(sender->session->transport)) {
        sender->must_wait = true;
        return false;
    }
    sender->file_share--;
    files_work(sender->files, frames);
    return frames->length > 0;
}

/* Is there something to send? */
static bool has_next(struct sender *sender)
{
    enum send_queue_state state;

    sender_repeat(sender);
    state = send_queue_next(&sender->queue);
    if (state == SEND_QUEUE_END_TYPED) {
        sender_take_end(sender);
        state = send_queue_next(&sender->queue);
    }
    if (state == SEND_QUEUE_EMPTY && add_file_piece(sender))
        state = send_queue_next(&sender->queue);
    if (state == SEND_QUEUE_GOODBYE)
        delivery_close(&sender->delivery);
    if (state == SEND_QUEUE_DONE) {
        atomic_store(&sender->session->is_all_sent, true);
        sender_half_close(sender);
    }
    return state == SEND_QUEUE_SEND || state == SEND_QUEUE_GOODBYE;
}

/* Prepare for sending, when it is known how to talk or plain talk may begin. */
static void on_opened(struct sender *sender)
{
    struct session *session = sender->session;

    sender->is_opened = true;
    if (!sender->is_down)
        sender->delivery.transport = session->transport;
    if (session->is_encrypted)
        sender_use_frames(sender);
    if (sender->knows_silence)
        session_label(session); /* now it is final */
}

void sender_begin(struct sender *sender)
{
    if (!sender->is_opened && (flag_is_raised(&sender->session->opened) ||
                               sender_may_talk_to_silence(sender)))
        on_opened(sender);
}

/* `length` bytes of the stretch have been sent. */
static void note_sent(struct sender *sender, size_t length)
{
    const char *text;
    size_t text_length = send_queue_sent(&sender->queue, length, &text);

    if (text_length > 0) {
        delivery_sent(&sender->delivery, text, text_length);
        sender->sent_after_end |= sender->receiver_ended;
        sender->ending->has_talked = true;
    }
    atomic_fetch_add(&sender->session->progress, 1);
}

/* Act on the frames of files that have come, but send nothing after the end. */
static void step_files(struct sender *sender)
{
    bool may_send = !sender->is_down && !sender->queue.has_ended;

    sender->file_share = FILE_SHARE;
    files_step(sender->files,
               may_send ? send_queue_frames(&sender->queue) : NULL);
}

/* Send as much as the transport takes. */
static void send_queued(struct sender *sender)
{
    while (sender->is_opened && !sender->is_down && !sender->is_broken &&
           !sender->gave_up && has_next(sender)) {
        struct send_queue *queue = &sender->queue;
        size_t sent = 0;

        sender_announce(sender);
        switch (transport_send(sender->session->transport, queue->data,
                               queue->length, &sent,
                               &sender->ending->in_sending)) {
        case TRANSPORT_OK:
            note_sent(sender, sent);
            break;
        case TRANSPORT_WAIT:
            sender->must_wait = true;
            return;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            if (sender_break(sender, &sender->ending->in_sending))
                return;
            sender->ending->sent = SENT_BROKEN;
            sender_fail(sender);
            return;
        }
    }
}

/* ---- The whole ----------------------------------------------------------- */

/* Count the text of a send that had to wait as not arrived instead of not sent:
 * a part of it may have been sent. */
static void count_begun(const struct sender *sender)
{
    struct ending *ending = sender->ending;
    const struct send_queue *queue = &sender->queue;
    struct transport_link link = {0};
    size_t begun;

    if (!sender->delivery.transport || !queue->is_text)
        return;
    transport_look(sender->delivery.transport, &link);
    begun = (size_t)link.begun;
    begun -= begun < queue->header ? begun : queue->header;
    if (begun > ending->unsent)
        begun = ending->unsent;
    ending->unsent -= begun;
    ending->unacknowledged += begun;
}

/* Fill in what was not sent and what may not have arrived. */
static void fill_ending(struct sender *sender)
{
    struct ending *ending = sender->ending;
    const struct ring *late = &sender->delivery.unacked.text;
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
        ring_copy(late, 0, late->length, &ending->lines);
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
                     .keeps_text = session->setup->terminal->is_person,
                     .timeout_ms = session->setup->timeout_ms},
        .close_timer = {.progress = &session->progress,
                        .limit_ms = session->setup->close_ms},
        .allowance = SIZE_MAX,
        .ending = ending,
    };

    send_queue_init(&sender.queue);
    ending->sent = SENT_ALL;
    for (;;) {
        sender_begin(&sender);
        sender_note_acknowledged(&sender);
        sender_acknowledge(&sender);
        step_files(&sender);
        sender_tell_typing(&sender);
        send_queued(&sender);
        sender_confirm(&sender);
        if ((sender.is_leaving || sender.queue.has_ended) &&
            !sender.is_input_over)
            sender_drain(&sender);
        if (is_over(&sender))
            break;
        sender_wait(&sender);
    }
    files_free(sender.files);
    ending->user_left = sender.is_leaving;
    if (ending->sent == SENT_ALL && sender.is_leaving)
        ending->sent = SENT_LEAVING;
    fill_ending(&sender);
    send_queue_release(&sender.queue);
    delivery_release(&sender.delivery);
}
