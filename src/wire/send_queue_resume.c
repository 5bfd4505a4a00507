/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/send_queue_resume.h"

#include "base/buffer.h"
#include "wire/frame.h"
#include "wire/send_queue.h"

void send_queue_rewind(struct send_queue *queue)
{
    /* The rest of a stretch is right before the text that is in no stretch
     * yet. */
    size_t left = queue->is_text ? queue->length - queue->header : 0;

    queue->text -= left;
    queue->text_length += left;
    queue->length = queue->header = 0;
    queue->is_text = false;
    queue->goodbye_sent = queue->eof_sent = false;
    buffer_clear(&queue->frames);
}

const char *send_queue_skip(struct send_queue *queue, size_t length)
{
    const char *text = queue->text;

    queue->text += length;
    queue->text_length -= length;
    return text;
}

void send_queue_add_resumed(struct send_queue *queue, uint64_t position)
{
    frame_append_resumed(&queue->frames, position);
}

bool send_queue_is_idle(const struct send_queue *queue)
{
    return queue->length == 0 && queue->frames.length == 0;
}

void send_queue_repeat(struct send_queue *queue, const struct buffer *text)
{
    frame_append_text(&queue->frames, text->data, text->length);
}
