/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/control.h"

#include <stdint.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "text/sanitize.h"

#define NAME_WORD "%name "
#define LENGTH(literal) (sizeof(literal) - 1)

/* Walks over text; returns the length of the next character, 0 at the end. */
static size_t next_character(const char *text, size_t length, ucs4_t *c)
{
    if (length == 0)
        return 0;
    return (size_t)u8_mbtouc(c, (const uint8_t *)text, length);
}

enum control_word control_parse(const char *line, size_t length,
                                const char **value, size_t *value_length)
{
    if (length <= LENGTH(NAME_WORD) || line[length - 1] != '%' ||
        memcmp(line, NAME_WORD, LENGTH(NAME_WORD)) != 0)
        return CONTROL_UNKNOWN;
    *value = line + LENGTH(NAME_WORD);
    *value_length = length - LENGTH(NAME_WORD) - 1;
    return sanitize_is_blank(*value, *value_length) ? CONTROL_UNKNOWN
                                                    : CONTROL_NAME;
}

void control_append_name(struct buffer *out, const char *name)
{
    struct buffer told = {0};
    size_t left = strlen(name), used;
    ucs4_t c;

    for (; (used = next_character(name, left, &c)) > 0;
         name += used, left -= used)
        if (c >= 0x20 && (c < 0x7F || c > 0x9F) && c != '%' && c != 0xFFFD)
            buffer_append(&told, name, used);
    if (!sanitize_is_blank(told.data, told.length)) {
        buffer_append_string(out, NAME_WORD);
        buffer_append(out, told.data, told.length);
        buffer_append_string(out, "%\n");
    }
    buffer_release(&told);
}

void control_append_safe_name(struct buffer *out, const char *name,
                              size_t length)
{
    sanitize_append_short(out, name, length, CONTROL_NAME_COLUMNS,
                          CONTROL_NAME_BYTES);
}
