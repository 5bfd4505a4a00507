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

/* The link has broken.  Text that was taken out but not sent will be sent
 * again.  charla's own frames were for that link only and are dropped, so the
 * end, if it was sent, will be sent again. */
void send_queue_rewind(struct send_queue *queue);

/* After that: `length` bytes of the text that was not known to be sent have
 * arrived all the same: skip them.  Returns where they are. */
const char *send_queue_skip(struct send_queue *queue, size_t length);

/* Send RESUMED with this position, before anything else over a new link. */
void send_queue_add_resumed(struct send_queue *queue, uint64_t position);

/* Is there neither a stretch nor a frame of charla's own to be sent? */
bool send_queue_is_idle(const struct send_queue *queue);

/* Send this text again, in a frame of at most FRAME_PAYLOAD_MAX bytes, before
 * any other text.  The queue does not count it as the user's text. */
void send_queue_repeat(struct send_queue *queue, const struct buffer *text);

#endif
