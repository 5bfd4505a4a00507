/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* send_queue_resume: goes on with a send_queue over a new link, in charla/1
 * (doc/protocol.md, "Resuming"). */
#ifndef CHARLA_SEND_QUEUE_RESUME_H
#define CHARLA_SEND_QUEUE_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct send_queue;

/* The link has broken.  Text that was handed out and not sent is to be sent
 * again; our own frames were for that link alone and are forgotten, so that
 * the end, if it was said, will be said again. */
void send_queue_rewind(struct send_queue *queue);

/* After that: `length` bytes of text, which were handed out and not known to
 * be sent, have arrived all the same.  Returns where they stand. */
const char *send_queue_skip(struct send_queue *queue, size_t length);

/* Before anything else over a new link: RESUMED with this position. */
void send_queue_add_resumed(struct send_queue *queue, uint64_t position);

/* Is there neither a stretch nor a frame of ours that comes before text? */
bool send_queue_is_idle(const struct send_queue *queue);

/* Send this text, which was sent before, in a frame of at most
 * FRAME_PAYLOAD_MAX bytes, before any other text.  It does not count as text
 * any more. */
void send_queue_repeat(struct send_queue *queue, const struct buffer *text);

#endif
