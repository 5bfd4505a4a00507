/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* byte_count: writes a number of bytes in a form for people.  Pure. */
#ifndef CHARLA_BYTE_COUNT_H
#define CHARLA_BYTE_COUNT_H

#include <stdint.h>

#define BYTE_COUNT_MAX 32

/* Write `bytes` in decimal units, as "17 bytes", "1.4 kB", "250 MB", in the
 * user's language.  Returns `text`. */
const char *byte_count_write(char text[BYTE_COUNT_MAX], uint64_t bytes);

#endif
