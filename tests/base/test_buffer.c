/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/buffer.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect(const struct buffer *buffer, const char *text)
{
    cr_assert_eq(buffer->length, strlen(text));
    cr_assert_eq(memcmp(buffer->data, text, buffer->length), 0, "%.*s",
                 (int)buffer->length, buffer->data);
    cr_assert_leq(buffer->length, buffer->capacity);
}

Test(buffer, takes_at_the_end_and_gives_from_the_front)
{
    struct buffer buffer = {0};

    buffer_append(&buffer, "abcXX", 3);
    buffer_append_string(&buffer, "def");
    buffer_printf(&buffer, "-%d-%s", 12, "gh");
    expect(&buffer, "abcdef-12-gh");
    buffer_drop(&buffer, 0);
    expect(&buffer, "abcdef-12-gh");
    buffer_drop(&buffer, 4);
    expect(&buffer, "ef-12-gh");
    buffer_append_string(&buffer, "!");
    expect(&buffer, "ef-12-gh!");
    buffer_release(&buffer);
}

Test(buffer, drops_and_clears_all_but_its_memory)
{
    struct buffer buffer = {0};
    const char *memory;

    buffer_append_string(&buffer, "abc");
    memory = buffer.data;
    buffer_drop(&buffer, 3);
    cr_assert_eq(buffer.length, 0);
    buffer_append_string(&buffer, "de");
    expect(&buffer, "de");
    buffer_clear(&buffer);
    cr_assert_eq(buffer.length, 0);
    buffer_append_string(&buffer, "fgh");
    expect(&buffer, "fgh");
    cr_assert_eq(buffer.data, memory);
    buffer_release(&buffer);
}

Test(buffer, is_as_new_once_released)
{
    struct buffer buffer = {0};

    buffer_release(&buffer);
    buffer_append_string(&buffer, "abc");
    buffer_release(&buffer);
    cr_assert_null(buffer.data);
    cr_assert_eq(buffer.length, 0);
    cr_assert_eq(buffer.capacity, 0);
    buffer_append_string(&buffer, "de");
    expect(&buffer, "de");
    buffer_release(&buffer);
}

Test(buffer, needs_no_memory_for_nothing)
{
    struct buffer buffer = {0};

    buffer_append(&buffer, NULL, 0);
    buffer_append_string(&buffer, "");
    buffer_drop(&buffer, 0);
    cr_assert_null(buffer.data);
}

/* One byte less, as much, and one more than is there, by each way to add. */
Test(buffer, grows_at_the_border_of_its_memory)
{
    for (int more = -1; more <= 1; more++)
        for (int printed = 0; printed <= 1; printed++) {
            struct buffer buffer = {0};
            char text[2048];
            size_t room, length;

            buffer_append_string(&buffer, "x");
            room = buffer.capacity - buffer.length;
            length = room + (size_t)more;
            cr_assert_lt(length, sizeof text);
            memset(text, 'a', length);
            text[length] = '\0';
            if (printed)
                buffer_printf(&buffer, "%s", text);
            else
                buffer_append(&buffer, text, length);
            cr_assert_eq(buffer.length, 1 + length);
            cr_assert_eq(buffer.data[0], 'x');
            cr_assert_eq(memcmp(buffer.data + 1, text, length), 0);
            cr_assert_leq(buffer.length, buffer.capacity);
            buffer_release(&buffer);
        }
}

Test(buffer, holds_any_bytes_and_many_of_them)
{
    struct buffer buffer = {0};
    unsigned char bytes[256];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    for (size_t i = 0; i < 1000; i++)
        buffer_append(&buffer, bytes, sizeof bytes);
    cr_assert_eq(buffer.length, 256000);
    for (size_t i = 0; i < buffer.length; i++)
        cr_assert_eq((unsigned char)buffer.data[i], i % 256);
    buffer_release(&buffer);
}
