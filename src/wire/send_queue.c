/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/send_queue.h"

#include <string.h>

#include "text/framer.h"
#include "text/peer_name.h"
#include "wire/frame.h"

_Static_assert(FRAMER_HEADROOM >= FRAME_HEADER_SIZE,
               "a header is written where the framer leaves room for it");

void send_queue_init(struct send_queue *queue)
{
    *queue = (struct send_queue){.framer = framer_new()};
}

void send_queue_release(struct send_queue *queue)
{
    framer_free(queue->framer);
    buffer_release(&queue->frames);
    buffer_release(&queue->going);
}

void send_queue_use_frames(struct send_queue *queue, bool takes_end)
{
    queue->has_frames = true;
    if (!takes_end)
        framer_ignore_end(queue->framer);
}

void send_queue_add_hello(struct send_queue *queue, uint32_t features,
                          const char *name)
{
    struct buffer told = {0};

    if (name)
        peer_name_append_told(&told, name);
    buffer_append(&told, "", 1);
    frame_append_hello(&queue->frames, features, told.data);
    buffer_release(&told);
}

struct buffer *send_queue_frames(struct send_queue *queue)
{
    return &queue->frames;
}

void send_queue_add_ack(struct send_queue *queue, uint64_t position)
{
    frame_append_ack(&queue->frames, position);
}

bool send_queue_has_room(const struct send_queue *queue)
{
    bool is_going = queue->is_text && queue->length > 0;
    size_t held;

    framer_held(queue->framer, &held);
    return !is_going && queue->text_length == 0 && held < FRAMER_CAPACITY;
}

char *send_queue_space(struct send_queue *queue, size_t *size)
{
    return framer_space(queue->framer, size);
}

void send_queue_commit(struct send_queue *queue, size_t length)
{
    framer_commit(queue->framer, length);
}

void send_queue_end(struct send_queue *queue, bool goodbye)
{
    queue->has_ended = true;
    queue->wants_goodbye |= goodbye;
}

/* ---- Stretches ----------------------------------------------------------- */

static void set_stretch(struct send_queue *queue, const char *data,
                        size_t length)
{
    queue->data = data;
    queue->length = length;
    queue->header = 0;
    queue->is_text = false;
}

/* Make charla's own frames the next stretch, all at once. */
static enum send_queue_state take_frames(struct send_queue *queue)
{
    struct buffer empty = queue->going;

    queue->going = queue->frames;
    queue->frames = empty;
    buffer_clear(&queue->frames);
    set_stretch(queue, queue->going.data, queue->going.length);
    return SEND_QUEUE_SEND;
}

/* Make the next text a stretch, in one frame.  The header is written over the
 * bytes before it, which have been sent already. */
static enum send_queue_state take_text(struct send_queue *queue)
{
    size_t length = queue->text_length;
    char *header;

    if (queue->has_frames && length > FRAME_PAYLOAD_MAX)
        length = FRAME_PAYLOAD_MAX;
    set_stretch(queue, queue->text, length);
    queue->is_text = true;
    if (queue->has_frames) {
        /* The text is in the memory of the queue's own framer.
         * NOLINTNEXTLINE(performance-no-int-to-ptr) */
        header = (char *)(uintptr_t)queue->text - FRAME_HEADER_SIZE;
        frame_write_header(header, FRAME_TEXT, length);
        queue->data = header;
        queue->header = FRAME_HEADER_SIZE;
        queue->length += FRAME_HEADER_SIZE;
    }
    queue->text += length;
    queue->text_length -= length;
    return SEND_QUEUE_SEND;
}

static enum send_queue_state say_goodbye(struct send_queue *queue)
{
    const char *line = queue->mid_line ? "\n" FRAMER_END_LINE "\n"
                                       : FRAMER_END_LINE "\n";

    queue->goodbye_sent = true;
    if (!queue->has_frames) {
        set_stretch(queue, line, strlen(line));
        return SEND_QUEUE_GOODBYE;
    }
    frame_append_bare(&queue->frames, FRAME_END);
    take_frames(queue);
    return SEND_QUEUE_GOODBYE;
}

/* The input has ended and all of it is sent. */
static enum send_queue_state finish(struct send_queue *queue)
{
    if (queue->wants_goodbye && !queue->goodbye_sent)
        return say_goodbye(queue);
    if (!queue->has_frames || queue->goodbye_sent || queue->eof_sent)
        return SEND_QUEUE_DONE;
    queue->eof_sent = true;
    frame_append_bare(&queue->frames, FRAME_EOF);
    take_frames(queue);
    return SEND_QUEUE_GOODBYE;
}

enum send_queue_state send_queue_next(struct send_queue *queue)
{
    struct framer_piece piece;

    if (queue->length > 0)
        return SEND_QUEUE_SEND;
    if (queue->frames.length > 0)
        return take_frames(queue);
    if (queue->text_length > 0)
        return take_text(queue);
    if (queue->has_ended)
        framer_finish(queue->framer);
    switch (framer_next_run(queue->framer, &piece)) {
    case FRAMER_TEXT:
        queue->mid_line = !piece.ends;
        queue->text = piece.data;
        queue->text_length = piece.length;
        return take_text(queue);
    case FRAMER_END:
        if (queue->end_typed)
            return finish(queue);
        queue->end_typed = true;
        return SEND_QUEUE_END_TYPED;
    case FRAMER_NOTHING:
        break;
    }
    return queue->has_ended ? finish(queue) : SEND_QUEUE_EMPTY;
}

size_t send_queue_sent(struct send_queue *queue, size_t length,
                       const char **text)
{
    size_t header = length < queue->header ? length : queue->header;

    *text = queue->data + header;
    queue->data += length;
    queue->length -= length;
    queue->header -= header;
    return queue->is_text ? length - header : 0;
}
