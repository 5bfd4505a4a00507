/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* send_queue_unsent: looks at the input in a send_queue that has not been sent,
 * while it waits, and in the end, to tell the user what was not sent. */
#ifndef CHARLA_SEND_QUEUE_UNSENT_H
#define CHARLA_SEND_QUEUE_UNSENT_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct send_queue;

/* How many bytes of input are held, without those that were taken out of the
 * framer. */
size_t send_queue_held(const struct send_queue *queue);

/* How many lines of input are held. */
size_t send_queue_lines(const struct send_queue *queue);

/* Before anything is sent: if a line "%end%" is held, drop it and all that
 * follows it, and return true. */
bool send_queue_drop_end(struct send_queue *queue);

/* Append the text that was not sent, without anything after "%end%". */
void send_queue_append_unsent(const struct send_queue *queue,
                              struct buffer *out);

#endif
