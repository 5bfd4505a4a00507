/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/peer_name.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "text/sanitize.h"

/* May this character be sent?  U+FFFD also replaces bytes that are not
 * UTF-8. */
static bool may_be_told(ucs4_t c)
{
    return c >= 0x20 && (c < 0x7F || c > 0x9F) && c != 0xFFFD;
}

void peer_name_append_told(struct buffer *out, const char *name)
{
    struct buffer told = {0};
    size_t left = strlen(name);

    while (left > 0) {
        ucs4_t c;
        size_t used =
            (size_t)u8_mbtouc(&c, (const uint8_t *)name, left);

        if (told.length + used > PEER_NAME_BYTES)
            break;
        if (may_be_told(c))
            buffer_append(&told, name, used);
        name += used;
        left -= used;
    }
    if (!sanitize_is_blank(told.data, told.length))
        buffer_append(out, told.data, told.length);
    buffer_release(&told);
}

void peer_name_append_shown(struct buffer *out, const char *name,
                            size_t length)
{
    if (!sanitize_is_blank(name, length))
        sanitize_append_short(out, name, length, PEER_NAME_COLUMNS,
                              PEER_NAME_BYTES);
}
