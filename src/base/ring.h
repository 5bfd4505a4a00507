/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ring: a queue of bytes for large amounts: appending and dropping take the
 * same time however much it holds.  (A struct buffer moves the rest when its
 * front is dropped.) */
#ifndef CHARLA_RING_H
#define CHARLA_RING_H

#include <stddef.h>

struct buffer;

/* Start it as {0}. */
struct ring {
    char *data;      /* owned */
    size_t capacity; /* bytes allocated */
    size_t start;    /* where the first byte is */
    size_t length;   /* bytes held */
};

void ring_append(struct ring *ring, const void *data, size_t length);

/* Drop the first `length` bytes, ring->length at most.  An empty ring gives
 * most of its memory back. */
void ring_drop(struct ring *ring, size_t length);

/* The first bytes, as many as lie in a row, borrowed until the next call:
 * all of them, or those up to the end of the memory. */
const void *ring_front(const struct ring *ring, size_t *length);

/* Append `length` bytes of it, from `offset` on, to `out`. */
void ring_copy(const struct ring *ring, size_t offset, size_t length,
               struct buffer *out);

/* Free the memory; the ring is {0} again. */
void ring_release(struct ring *ring);

#endif
