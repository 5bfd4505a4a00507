/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transliterate: writes any character in ASCII.  Pure. */
#ifndef CHARLA_TRANSLITERATE_H
#define CHARLA_TRANSLITERATE_H

#include <stdint.h>

struct buffer;

/* Append the character `c` (a code point from U+0080 on) as people write it
 * when they only have ASCII: a letter without its accents, "ss", "EUR", plain
 * quotation marks.  A character without such a form becomes <U+4F60>, and a
 * combining mark is left out. */
void transliterate_append(struct buffer *out, uint32_t c);

#endif
