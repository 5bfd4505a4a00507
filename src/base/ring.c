/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ring.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

/* The first capacity of a ring, and the one that an empty ring keeps, in
 * bytes. */
#define CAPACITY_LEAST ((size_t)4096)

/* How many of `length` bytes are contiguous from `at` on? */
static size_t stretch(const struct ring *ring, size_t at, size_t length)
{
    return length < ring->capacity - at ? length : ring->capacity - at;
}

static size_t place(const struct ring *ring, size_t offset)
{
    size_t at = ring->start + offset;

    return at < ring->capacity ? at : at - ring->capacity;
}

static void copy_out(const struct ring *ring, char *room)
{
    size_t first = stretch(ring, ring->start, ring->length);

    if (ring->length == 0)
        return;
    memcpy(room, ring->data + ring->start, first);
    memcpy(room + first, ring->data, ring->length - first);
}

static void grow(struct ring *ring, size_t needed)
{
    size_t capacity = ring->capacity ? ring->capacity : CAPACITY_LEAST;
    char *data;

    while (capacity < needed)
        capacity *= 2;
    if (capacity == ring->capacity)
        return;
    data = memory_new(capacity);
    copy_out(ring, data);
    free(ring->data);
    ring->data = data;
    ring->capacity = capacity;
    ring->start = 0;
}

void ring_append(struct ring *ring, const void *data, size_t length)
{
    size_t at, first;

    if (length == 0)
        return;
    grow(ring, ring->length + length);
    at = place(ring, ring->length);
    first = stretch(ring, at, length);
    memcpy(ring->data + at, data, first);
    memcpy(ring->data, (const char *)data + first, length - first);
    ring->length += length;
}

void ring_drop(struct ring *ring, size_t length)
{
    if (length == 0)
        return;
    ring->start = place(ring, length);
    ring->length -= length;
    if (ring->length > 0)
        return;
    ring->start = 0;
    if (ring->capacity > CAPACITY_LEAST)
        ring_release(ring);
}

const void *ring_front(const struct ring *ring, size_t *length)
{
    *length = stretch(ring, ring->start, ring->length);
    return *length > 0 ? ring->data + ring->start : NULL;
}

void ring_copy(const struct ring *ring, size_t offset, size_t length,
               struct buffer *out)
{
    size_t at = place(ring, offset);
    size_t first = stretch(ring, at, length);

    if (length == 0)
        return;
    buffer_append(out, ring->data + at, first);
    buffer_append(out, ring->data, length - first);
}

void ring_release(struct ring *ring)
{
    free(ring->data);
    *ring = (struct ring){0};
}
