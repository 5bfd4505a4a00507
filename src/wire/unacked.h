/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* unacked: keeps sent text until it is acknowledged.  Pure: the positions and
 * the time are passed in.
 *
 * A position counts bytes: in plain those of the connection, in charla/1 those
 * of the text.  Everything before the acknowledged position is acknowledged. */
#ifndef CHARLA_UNACKED_H
#define CHARLA_UNACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/ring.h"

/* Start as {0}. */
struct unacked {
    struct ring text;    /* the text that is not acknowledged, in order */
    struct buffer marks; /* for each text its end as a position, and when it
                            was sent */
    uint64_t end;        /* the position where the last text ends */
};

/* `length` bytes of text were sent at the time `now_ms`; their end is at
 * `position`. */
void unacked_add(struct unacked *unacked, const char *text, size_t length,
                uint64_t position, int64_t now_ms);

/* The other side has acknowledged everything up to `position`. */
void unacked_acknowledge(struct unacked *unacked, uint64_t position);

/* In charla/1: append up to `most` bytes of text, from `position` on, to `out`.
 * Returns how many that was. */
size_t unacked_copy(const struct unacked *unacked, uint64_t position,
                    size_t most, struct buffer *out);

bool unacked_is_empty(const struct unacked *unacked);

/* How long the oldest text has been waiting, in ms; 0 if there is none. */
int64_t unacked_age(const struct unacked *unacked, int64_t now_ms);

void unacked_release(struct unacked *unacked);

#endif
