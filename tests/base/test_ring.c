/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ring.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"

/* Counts up, so that every byte out of place is seen. */
static void append(struct ring *ring, size_t *next, size_t length)
{
    char bytes[10000];

    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)((*next)++ % 251);
    ring_append(ring, bytes, length);
}

static void expect(const struct ring *ring, size_t first)
{
    struct buffer out = {0};
    size_t length;
    const char *front = ring_front(ring, &length);

    ring_copy(ring, 0, ring->length, &out);
    cr_assert_eq(out.length, ring->length);
    cr_assert_leq(length, ring->length);
    cr_assert_eq(length == 0, ring->length == 0);
    for (size_t i = 0; i < length; i++)
        cr_assert_eq(front[i], (char)((first + i) % 251), "front, %zu", i);
    for (size_t i = 0; i < out.length; i++)
        cr_assert_eq(out.data[i], (char)((first + i) % 251), "byte %zu", i);
    buffer_release(&out);
}

Test(ring, holds_what_was_appended_and_not_dropped)
{
    struct ring ring = {0};
    size_t appended = 0, dropped = 0;

    for (size_t round = 0; round < 400; round++) {
        size_t length = round * 37 % 9000, gone = round * 53 % 9000;

        append(&ring, &appended, length);
        expect(&ring, dropped);
        if (gone > ring.length)
            gone = ring.length;
        ring_drop(&ring, gone);
        dropped += gone;
        expect(&ring, dropped);
    }
    ring_release(&ring);
    cr_expect_eq(ring.capacity, 0);
}

Test(ring, is_copied_from_any_place)
{
    struct ring ring = {0};
    size_t next = 0;

    append(&ring, &next, 4000);
    ring_drop(&ring, 3990);
    append(&ring, &next, 200); /* goes on at the front */
    for (size_t offset = 0; offset <= ring.length; offset++) {
        struct buffer out = {0};
        size_t length = ring.length - offset;

        ring_copy(&ring, offset, length, &out);
        for (size_t i = 0; i < length; i++)
            cr_assert_eq(out.data[i], (char)((3990 + offset + i) % 251));
        buffer_release(&out);
    }
    ring_release(&ring);
}

Test(ring, gives_its_memory_back_when_it_is_empty)
{
    struct ring ring = {0};
    size_t next = 0;

    append(&ring, &next, 9999);
    cr_expect_geq(ring.capacity, 9999);
    ring_drop(&ring, 9999);
    cr_expect_eq(ring.capacity, 0);
    ring_drop(&ring, 0);
    ring_append(&ring, "", 0);
    cr_expect_eq(ring.length, 0);
}
