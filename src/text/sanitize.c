/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/sanitize.h"

#include <stdint.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "text/transliterate.h"

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
    else if (!i18n_is_utf8())
        transliterate_append(out, c);
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

/* ---- What cannot be seen ------------------------------------------------- */

/* Characters that are not white space by their properties but look like it: the
 * fillers of Hangul, an empty Braille cell, a note without a head, blank
 * hieroglyphs. */
static bool is_filler(ucs4_t c)
{
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ||
           c == 0x2800 || c == 0x1D159 || c == 0x13441 || c == 0x13442;
}

static bool is_empty_place(ucs4_t c)
{
    return uc_is_property_white_space(c) || is_filler(c);
}

static bool can_be_seen(ucs4_t c)
{
    return !is_empty_place(c) && uc_width(c, "UTF-8") != 0 &&
           !uc_is_property_default_ignorable_code_point(c);
}

bool sanitize_is_blank(const char *text, size_t length)
{
    while (length > 0) {
        ucs4_t c;
        size_t used = (size_t)u8_mbtouc(&c, (const uint8_t *)text, length);

        if (can_be_seen(c))
            return false;
        text += used;
        length -= used;
    }
    return true;
}

void sanitize_append_short(struct buffer *out, const char *text,
                           size_t length, unsigned columns, size_t bytes)
{
    struct buffer safe = {0};
    size_t used, begun = out->length;
    bool wants_blank = false;
    ucs4_t c;

    sanitize_append(&safe, text, length);
    for (size_t at = 0; at < safe.length; at += used) {
        unsigned wanted = wants_blank; /* of columns and of bytes */
        int width;

        used = (size_t)u8_mbtouc(&c, (const uint8_t *)safe.data + at,
                                 safe.length - at);
        if (is_empty_place(c)) {
            wants_blank = out->length > begun;
            continue;
        }
        width = uc_width(c, "UTF-8");
        wanted += width > 0 ? (unsigned)width : 0;
        if (wanted > columns ||
            out->length - begun + wants_blank + used > bytes)
            break;
        if (wants_blank)
            buffer_append(out, " ", 1);
        buffer_append(out, safe.data + at, used);
        columns -= wanted;
        wants_blank = false;
    }
    buffer_release(&safe);
}
