/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* outbox: text that was sent and that the other machine has not acknowledged.
 * Pure: the counts and the time come in.
 *
 * Positions count the bytes that have gone into the connection since its
 * beginning; what is acknowledged is always a stretch from the beginning. */
#ifndef CHARLA_OUTBOX_H
#define CHARLA_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Start as {0}. */
struct outbox {
    struct buffer text;  /* what is not acknowledged, in order */
    struct buffer marks; /* where in the connection each text ends, and when
                            it was sent */
};

/* `length` bytes of text were sent at the time `now_ms`, and with them the
 * connection has taken `position` bytes. */
void outbox_add(struct outbox *outbox, const char *text, size_t length,
                uint64_t position, int64_t now_ms);

/* The other machine has acknowledged everything up to `position`. */
void outbox_settle(struct outbox *outbox, uint64_t position);

bool outbox_is_empty(const struct outbox *outbox);

/* For how long, in ms, the oldest text has been waiting; 0 if there is none. */
int64_t outbox_age(const struct outbox *outbox, int64_t now_ms);

void outbox_release(struct outbox *outbox);

#endif
