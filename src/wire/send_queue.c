/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/send_queue.h"

#include <string.h>

#include "text/control.h"
#include "text/framer.h"

void send_queue_init(struct send_queue *queue)
{
    *queue = (struct send_queue){.framer = framer_new()};
}

void send_queue_release(struct send_queue *queue)
{
    framer_free(queue->framer);
    buffer_release(&queue->name);
    buffer_release(&queue->escaped);
    buffer_release(&queue->text);
}

static enum send_queue_state stretch(struct send_queue *queue, const char *data,
                                   size_t length, bool is_text)
{
    queue->data = data;
    queue->length = length;
    queue->is_text = is_text;
    queue->is_escaped = false;
    return SEND_QUEUE_SEND;
}

/* Gather text in which a "%" has to be doubled: sent one by one, the many
 * short pieces of such a text would each be a record.  `event` is what the
 * framer has said last, with `piece`. */
static enum send_queue_state gather(struct send_queue *queue,
                                    enum framer_event event,
                                    struct framer_piece piece)
{
    queue->line_begins = !queue->mid_line;
    buffer_clear(&queue->escaped);
    for (; event == FRAMER_ESCAPE || event == FRAMER_TEXT;
         event = framer_next_run(queue->framer, &piece)) {
        if (event == FRAMER_ESCAPE) {
            buffer_append(&queue->escaped, "%", 1);
        } else {
            buffer_append(&queue->escaped, piece.data, piece.length);
            queue->mid_line = !piece.ends;
        }
    }
    stretch(queue, queue->escaped.data, queue->escaped.length, true);
    queue->is_escaped = true;
    return SEND_QUEUE_SEND;
}

static enum send_queue_state send_piece(struct send_queue *queue,
                                        const struct framer_piece *piece)
{
    /* In charla/1 what a piece ends before is a "%", or the end. */
    if (queue->escapes && send_queue_held(queue) > 0)
        return gather(queue, FRAMER_TEXT, *piece);
    queue->mid_line = !piece->ends;
    return stretch(queue, piece->data, piece->length, true);
}

void send_queue_encrypt(struct send_queue *queue, const char *name)
{
    framer_set_dialect(queue->framer, FRAMER_TO_PEER);
    queue->escapes = true;
    if (!name)
        return;
    control_append_name(&queue->name, name);
    stretch(queue, queue->name.data, queue->name.length, false);
}

char *send_queue_space(struct send_queue *queue, size_t *size)
{
    return framer_space(queue->framer, size);
}

void send_queue_commit(struct send_queue *queue, size_t length)
{
    framer_commit(queue->framer, length);
}

void send_queue_end(struct send_queue *queue, bool farewell)
{
    queue->has_ended = true;
    queue->wants_goodbye |= farewell;
}

/* The input has ended and all of it is sent. */
static enum send_queue_state finish(struct send_queue *queue)
{
    const char *goodbye = queue->mid_line ? "\n" FRAMER_END_LINE "\n"
                                             : FRAMER_END_LINE "\n";

    if (!queue->wants_goodbye || queue->goodbye_sent)
        return SEND_QUEUE_DONE;
    queue->goodbye_sent = true;
    stretch(queue, goodbye, strlen(goodbye), false);
    return SEND_QUEUE_GOODBYE;
}

enum send_queue_state send_queue_next(struct send_queue *queue)
{
    struct framer_piece piece = {0};

    if (queue->length > 0)
        return SEND_QUEUE_SEND;
    if (queue->has_ended)
        framer_finish(queue->framer);
    switch (framer_next_run(queue->framer, &piece)) {
    case FRAMER_TEXT:
        return send_piece(queue, &piece);
    case FRAMER_ESCAPE:
        return gather(queue, FRAMER_ESCAPE, piece);
    case FRAMER_END:
        if (queue->end_typed)
            return finish(queue);
        queue->end_typed = true;
        return SEND_QUEUE_END_TYPED;
    case FRAMER_CONTROL: /* not in this dialect */
    case FRAMER_NOTHING:
        break;
    }
    return queue->has_ended ? finish(queue) : SEND_QUEUE_EMPTY;
}

/* Append the first `length` bytes of the stretch as the user wrote them.
 * Returns whether a line begins there that has not lost its "%" yet. */
static bool append_text(const struct send_queue *queue, size_t length,
                        struct buffer *out)
{
    const char *limit = queue->data + length, *from = queue->data, *newline;
    bool line_begins = queue->line_begins;

    while (from < limit) {
        if (line_begins && *from == '%')
            from++;
        newline = memchr(from, '\n', (size_t)(limit - from));
        line_begins = newline != NULL;
        buffer_append(out, from,
                      (size_t)((newline ? newline + 1 : limit) - from));
        from = newline ? newline + 1 : limit;
    }
    return line_begins;
}

const char *send_queue_text(struct send_queue *queue, size_t *length)
{
    if (!queue->is_escaped)
        return queue->data;
    buffer_clear(&queue->text);
    (void)append_text(queue, *length, &queue->text);
    *length = queue->text.length;
    return queue->text.data;
}

void send_queue_sent(struct send_queue *queue, size_t length)
{
    if (queue->is_escaped && length > 0) {
        buffer_clear(&queue->text);
        queue->line_begins = append_text(queue, length, &queue->text);
    }
    queue->data += length;
    queue->length -= length;
}

size_t send_queue_held(const struct send_queue *queue)
{
    size_t held;

    framer_held(queue->framer, &held);
    return held;
}

size_t send_queue_lines(const struct send_queue *queue)
{
    size_t held, count = 0;
    const char *at = framer_held(queue->framer, &held);
    const char *limit = at + held;

    while (at < limit && (at = memchr(at, '\n', (size_t)(limit - at)))) {
        at++;
        count++;
    }
    return count;
}

bool send_queue_drop_end(struct send_queue *queue)
{
    static const size_t length = sizeof FRAMER_END_LINE; /* with its "\n" */
    size_t held;
    const char *first = framer_held(queue->framer, &held);
    const char *limit = first + held, *line = first;

    while (line && (size_t)(limit - line) >= length) {
        if (memcmp(line, FRAMER_END_LINE "\n", length) == 0) {
            framer_keep(queue->framer, (size_t)(line - first));
            return true;
        }
        line = memchr(line, '\n', (size_t)(limit - line));
        line = line ? line + 1 : NULL;
    }
    return false;
}

void send_queue_append_unsent(const struct send_queue *queue,
                            struct buffer *out)
{
    size_t held;
    const char *rest = framer_held(queue->framer, &held);

    if (queue->is_text && queue->is_escaped)
        (void)append_text(queue, queue->length, out);
    else if (queue->is_text)
        buffer_append(out, queue->data, queue->length);
    if (!queue->end_typed)
        buffer_append(out, rest, held);
}
