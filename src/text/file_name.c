/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/file_name.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/buffer.h"
#include "text/sanitize.h"
#include "text/utf8.h"

#define EXTENSION_MAX 16

/* ---- The extension ------------------------------------------------------- */

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

size_t file_name_stem(const char *name, size_t length)
{
    size_t dot = length;

    while (dot > 0 && is_letter_or_digit(name[dot - 1]))
        dot--;
    if (dot < 2 || dot == length || length - dot > EXTENSION_MAX ||
        name[dot - 1] != '.')
        return length;
    dot--;
    if (dot > 4 && memcmp(name + dot - 4, ".tar", 4) == 0)
        dot -= 4;
    return dot;
}

/* ---- The safe form ------------------------------------------------------- */

/* May this character stay?  U+FFFD also replaces bytes that are not UTF-8. */
static bool may_stay(ucs4_t c)
{
    return c >= 0x20 && (c < 0x7F || c > 0x9F) && c != 0x2028 &&
           c != 0x2029 && c != 0xFFFD && !uc_is_property_bidi_control(c);
}

static const char *base_name(const char *name, size_t *length)
{
    size_t from = *length;

    while (from > 0 && name[from - 1] != '/' && name[from - 1] != '\\')
        from--;
    *length -= from;
    return name + from;
}

static void append_allowed(struct buffer *out, const char *name,
                           size_t length)
{
    for (size_t at = 0; at < length;) {
        ucs4_t c;
        size_t used = (size_t)u8_mbtouc(&c, (const uint8_t *)name + at,
                                        length - at);

        if (may_stay(c))
            buffer_append(out, name + at, used);
        else
            buffer_append(out, "_", 1);
        at += used;
    }
}

static bool names_nothing(const char *name, size_t length)
{
    return sanitize_is_blank(name, length) ||
           (length == 1 && name[0] == '.') ||
           (length == 2 && memcmp(name, "..", 2) == 0);
}

static void append_cut(struct buffer *out, const char *name, size_t length)
{
    size_t stem = file_name_stem(name, length);
    size_t extension = length - stem;

    stem = utf8_cut(name, stem, FILE_NAME_MAX - extension);
    buffer_append(out, name, stem);
    buffer_append(out, name + length - extension, extension);
}

void file_name_append(struct buffer *out, const char *name, size_t length)
{
    struct buffer safe = {0};

    if (length > 0) { /* otherwise `name` may be NULL */
        name = base_name(name, &length);
        append_allowed(&safe, name, length);
    }
    if (!safe.data || names_nothing(safe.data, safe.length)) {
        buffer_append_string(out, "file");
    } else {
        if (strchr(".-~", safe.data[0]))
            safe.data[0] = '_';
        append_cut(out, safe.data, safe.length);
    }
    buffer_release(&safe);
}
