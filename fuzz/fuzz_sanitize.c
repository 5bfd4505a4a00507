/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the text: whatever comes in, what goes out is UTF-8 without anything
 * that steers; what was harmless is the same as before; and making it safe
 * once more changes nothing. */
#include <config.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "text/layout.h"
#include "text/sanitize.h"

#define REQUIRE(condition)                                                    \
    do {                                                                      \
        if (!(condition))                                                     \
            abort();                                                          \
    } while (0)

static bool steers(ucs4_t c)
{
    return (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Is it UTF-8, and does nothing in it steer? */
static bool is_harmless(const uint8_t *text, size_t length)
{
    ucs4_t c;

    if (u8_check(text, length))
        return false;
    for (size_t i = 0; i < length;) {
        i += (size_t)u8_mbtouc(&c, text + i, length - i);
        if (steers(c))
            return false;
    }
    return true;
}

/* Broken into rows, it has no row that begins at the left edge.  (A web address
 * may be wrapped by the terminal; none is wrapped here.) */
static void check_rows(const struct buffer *text, unsigned width)
{
    struct buffer rows = {0};

    layout_append(&rows, text->data, text->length,
                  &(struct layout_place){4, 4, width});
    for (size_t i = 0; i + 1 < rows.length; i++)
        if (rows.data[i] == '\n')
            REQUIRE(rows.data[i + 1] == ' ');
    buffer_release(&rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer once = {0}, twice = {0};

    sanitize_append(&once, (const char *)data, size);
    REQUIRE(is_harmless((const uint8_t *)once.data, once.length));
    REQUIRE((size == 0) == (once.length == 0));
    REQUIRE(once.length <= 4 * size); /* <U+202E> for three bytes at most */
    if (is_harmless(data, size))
        REQUIRE(once.length == size &&
                (size == 0 || memcmp(once.data, data, size) == 0));
    for (unsigned width = 12; size > 0 && width < 100; width += 29)
        check_rows(&once, width);
    sanitize_append(&twice, once.data, once.length);
    REQUIRE(twice.length == once.length &&
            (once.length == 0 ||
             memcmp(twice.data, once.data, once.length) == 0));
    buffer_release(&once);
    buffer_release(&twice);
    return 0;
}
