/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/sanitize.h"

#include <stdbool.h>
#include <stdint.h>
#include <unistr.h>

#include "base/buffer.h"

static bool is_plain_ascii(unsigned char byte)
{
    return (byte >= 0x20 && byte < 0x7F) || byte == '\t';
}

static bool steers(ucs4_t c)
{
    return (c >= 0x80 && c <= 0x9F) ||     /* C1 controls */
           (c >= 0x2028 && c <= 0x202E) || /* separators, embeddings */
           (c >= 0x2066 && c <= 0x2069);   /* isolates */
}

static void append_character(struct buffer *out, ucs4_t c,
                             const uint8_t *bytes, size_t length)
{
    if (c < 0x20 || c == 0x7F)
        buffer_printf(out, "^%c", (char)(c ^ 0x40));
    else if (steers(c))
        buffer_printf(out, "<U+%04X>", (unsigned)c);
    else if (c == 0xFFFD)
        buffer_append_string(out, "\xEF\xBF\xBD");
    else
        buffer_append(out, bytes, length);
}

void sanitize_append(struct buffer *out, const char *text, size_t length)
{
    const uint8_t *at = (const uint8_t *)text;
    const uint8_t *limit;

    if (length == 0)
        return; /* `text` may be NULL, and that goes nowhere */
    limit = at + length;
    while (at < limit) {
        const uint8_t *from = at;
        ucs4_t c;
        int used;

        while (at < limit && is_plain_ascii(*at))
            at++;
        buffer_append(out, from, (size_t)(at - from));
        if (at == limit)
            break;
        used = u8_mbtouc(&c, at, (size_t)(limit - at));
        append_character(out, c, at, (size_t)used);
        at += used;
    }
}
