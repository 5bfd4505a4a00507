/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* receiver_frames: acts on the frames that come in charla/1 (doc/protocol.md,
 * "charla/1: frames"). */
#include <config.h>

#include "chat/receiver_private.h"

#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "chat/door_return.h"
#include "chat/introduction.h"
#include "chat/session.h"
#include "chat/typing.h"
#include "crypto/encryption.h"
#include "terminal/terminal.h"
#include "text/framer.h"
#include "text/sanitize.h"
#include "wire/ack.h"

void receiver_use_frames(struct receiver *receiver)
{
    const char *header = receiver->session->setup->header;
    size_t length = FRAME_HEADER_SIZE;
    struct frame frame;

    receiver->room = memory_new(FRAMER_CAPACITY);
    if (header)
        (void)frame_decode(&receiver->decoder, &header, &length, &frame);
}

/* ---- What has been shown ------------------------------------------------- */

/* Tell main how far the text has been handled, so that it sends an ACK.  Wake
 * main only if it has nothing left to acknowledge, or when enough has come
 * since to be worth another ACK. */
void receiver_note_handled(struct receiver *receiver)
{
    struct session *session = receiver->session;
    size_t held;
    uint64_t handled;

    framer_held(receiver->framer, &held);
    handled = receiver->taken - held;
    if (handled == atomic_load(&session->handled))
        return;
    atomic_store(&session->handled, handled);
    if (!atomic_exchange(&session->is_handled_told, true) ||
        handled - receiver->woken_at >= ACK_BYTES) {
        receiver->woken_at = handled;
        flag_raise(&session->moved);
    }
}

/* ---- Who types ----------------------------------------------------------- */

/* The name that the prompt has room for. */
#define TYPING_NAME_COLUMNS 16
#define TYPING_NAME_BYTES ((size_t)64)

static void show_typing(struct receiver *receiver)
{
    const struct session *session = receiver->session;
    const char *contact = session->trust.contact;
    const char *name = *contact ? contact : session->claim;
    struct buffer words = {0}, shown = {0};

    sanitize_append_short(&shown, name, strlen(name), TYPING_NAME_COLUMNS,
                          TYPING_NAME_BYTES);
    buffer_append(&shown, "", 1);
    buffer_printf(&words, _("%s is typing"),
                  *shown.data ? shown.data : _("somebody"));
    buffer_append(&words, "", 1);
    terminal_set_text(receiver->terminal, TERMINAL_ACTIVITY, words.data);
    receiver->typing_due = clock_monotonic_ms() + TYPING_SHOWN_MS;
    buffer_release(&words);
    buffer_release(&shown);
}

void receiver_end_typing(struct receiver *receiver)
{
    if (receiver->typing_due == CLOCK_NEVER)
        return;
    receiver->typing_due = CLOCK_NEVER;
    terminal_set_text(receiver->terminal, TERMINAL_ACTIVITY, NULL);
}

/* ---- Text ---------------------------------------------------------------- */

/* Show text by lines: hand it to the framer, in parts if it does not fit. */
static void show_lines(struct receiver *receiver, const char *text,
                       size_t length)
{
    while (length > 0 && !receiver->is_done) {
        size_t size;
        char *room = framer_space(receiver->framer, &size);
        bool ends = false;

        if (size > length)
            size = length;
        memcpy(room, text, size);
        framer_commit(receiver->framer, size);
        (void)receiver_show(receiver, &ends);
        text += size;
        length -= size;
    }
}

static void show_text(struct receiver *receiver, const struct frame *frame)
{
    struct session *session = receiver->session;
    const struct framer_piece piece = {.data = frame->data,
                                       .length = frame->length};

    receiver->taken += frame->length;
    receiver_end_typing(receiver);
    atomic_fetch_add(&session->progress, 1);
    if (receiver->terminal->by_lines)
        show_lines(receiver, frame->data, frame->length);
    else if (terminal_show(receiver->terminal, &piece,
                           flag_fd(&session->shutdown),
                           &session->in_receiving) < 0)
        receiver_fail(receiver);
}

/* No more text will be shown: show what is held back. */
static void finish_text(struct receiver *receiver, enum received how)
{
    bool ends = false;

    if (receiver->has_ended)
        return;
    framer_finish(receiver->framer);
    if (receiver_show(receiver, &ends) < 0)
        return;
    receiver_note_handled(receiver);
    receiver_end(receiver, how);
}

/* ---- Frames -------------------------------------------------------------- */

static enum frame_result take_ack(struct receiver *receiver,
                                  uint64_t position)
{
    struct session *session = receiver->session;

    if (position > atomic_load(&session->sent)) {
        error_set(&receiver->decoder.error,
                  _("protocol error: an ACK is for text that was not sent"));
        return FRAME_BROKEN;
    }
    /* Over a new link an ACK may repeat an earlier one. */
    if (position > atomic_load(&session->acknowledged)) {
        atomic_fetch_add(&session->progress, 1);
        atomic_store(&session->acknowledged, position);
    }
    if (position >= atomic_load(&session->awaited))
        flag_raise(&session->moved);
    return FRAME_TAKEN;
}

/* Note what the other side says in HELLO that it can do. */
static void note_features(struct session *session, uint32_t features)
{
    int offered = LINK_OFFERED;

    if (features & FRAME_FEATURE_RESUME)
        (void)atomic_compare_exchange_strong(&session->link.resumable,
                                             &offered, LINK_RESUMABLE);
    else
        atomic_store(&session->link.resumable, LINK_NOT_RESUMABLE);
    atomic_store(&session->tells_typing,
                 session->setup->tells_typing &&
                     (features & FRAME_FEATURE_TYPING));
    atomic_store(&session->takes_files, features & FRAME_FEATURE_FILES
                                            ? FILES_TAKEN
                                            : FILES_NOT_TAKEN);
    if (atomic_load(&session->link.resumable) == LINK_NOT_RESUMABLE &&
        session->setup->door)
        door_let_return(session->setup->door, NULL);
}

/* Refuse a caller that wants to resume a conversation which this charla does
 * not know, because it has been started again since. */
static enum frame_result refuse_resume(struct receiver *receiver)
{
    error_set(&receiver->decoder.error,
              _("the caller wants to go on with an earlier conversation, "
                "which this charla does not know"));
    receiver->is_stranger = true;
    return FRAME_BROKEN;
}

static void note_end(struct receiver *receiver, enum received how)
{
    if (!receiver->ends_text)
        receiver->ending = how;
    receiver->ends_text = true;
}

/* Hand a frame about files to main, which decides; write the bytes of a file
 * here. */
static enum frame_result take_file(struct receiver *receiver,
                                   const struct frame *frame)
{
    struct session *session = receiver->session;
    struct error *error = &receiver->decoder.error;
    bool changed = true;

    atomic_fetch_add(&session->progress, 1);
    if (frame->type == FRAME_DATA || frame->type == FRAME_DONE) {
        changed = false;
        if (file_writer_take(&session->file_writer, frame, &changed, error) < 0)
            return FRAME_BROKEN;
    } else if (!file_inbox_put(&session->file_inbox, frame)) {
        error_set(error, _("protocol error: too much about files came at "
                           "once"));
        return FRAME_BROKEN;
    }
    if (changed)
        flag_raise(&session->moved);
    return FRAME_TAKEN;
}

static enum frame_result act_on(struct receiver *receiver,
                                const struct frame *frame)
{
    receiver->session->has_heard |= frame->type != FRAME_RESUME;
    switch (frame->type) {
    case FRAME_HELLO:
        note_features(receiver->session, frame->features);
        if (!receiver->has_hello)
            introduction_tell_name(receiver->session, frame->data,
                                   frame->length);
        receiver->has_hello = true;
        break;
    case FRAME_TEXT:
        show_text(receiver, frame);
        break;
    case FRAME_END:
        note_end(receiver, RECEIVED_END);
        break;
    case FRAME_EOF:
        note_end(receiver, RECEIVED_CLOSE);
        break;
    case FRAME_TYPING:
        if (atomic_load(&receiver->session->tells_typing))
            show_typing(receiver);
        break;
    case FRAME_ACK:
        return take_ack(receiver, frame->position);
    case FRAME_RESUME:
    case FRAME_RESUMED:
    case FRAME_GONE:
        return refuse_resume(receiver);
    case FRAME_OFFER:
    case FRAME_TAKE:
    case FRAME_DECLINE:
    case FRAME_DATA:
    case FRAME_DONE:
    case FRAME_RESULT:
    case FRAME_CANCEL:
        return take_file(receiver, frame);
    }
    return receiver->is_done ? FRAME_NONE : FRAME_TAKEN;
}

static void break_off(struct receiver *receiver)
{
    struct session *session = receiver->session;
    bool is_unwanted = receiver->decoder.wants_code && !receiver->has_hello &&
                       session->setup->host;

    session->has_heard |= !receiver->is_stranger && !is_unwanted;
    if (receiver->has_ended) {
        session->in_closing = receiver->decoder.error;
        session->is_protocol_error = true;
    } else {
        session->in_receiving = receiver->decoder.error;
        finish_text(receiver,
                    is_unwanted ? RECEIVED_UNWANTED : RECEIVED_BROKEN);
    }
    receiver->is_done = true;
}

void receiver_take_frames(struct receiver *receiver, size_t length)
{
    struct session *session = receiver->session;
    const char *bytes = receiver->room;
    enum frame_result result;
    struct frame frame;

    do {
        result = frame_decode(&receiver->decoder, &bytes, &length, &frame);
        if (result == FRAME_TAKEN)
            result = act_on(receiver, &frame);
    } while (result == FRAME_TAKEN);
    if (receiver->is_done)
        return;
    if (terminal_flush(receiver->terminal, flag_fd(&session->shutdown),
                       &session->in_receiving) < 0) {
        receiver_fail(receiver);
        return;
    }
    receiver_note_handled(receiver);
    /* A protocol error after the end counts if it came in the same piece. */
    if (result == FRAME_BROKEN)
        break_off(receiver);
    else if (receiver->ends_text)
        finish_text(receiver, receiver->ending);
}

void receiver_finish_frames(struct receiver *receiver, enum received how)
{
    if (how == RECEIVED_CLOSE && frame_finish(&receiver->decoder) < 0) {
        break_off(receiver);
        return;
    }
    finish_text(receiver, how);
    receiver->is_done = true;
}
