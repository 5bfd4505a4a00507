/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* utf8: finds where characters begin and end in UTF-8 (RFC 3629 section 3). */
#ifndef CHARLA_UTF8_H
#define CHARLA_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Is this a continuation byte (10xxxxxx)? */
bool utf8_is_continuation(char byte);

/* How many bytes has a character that begins with this byte?  0: none begins
 * with it. */
size_t utf8_length(char first);

/* How many of `length` bytes to keep if there is room for `most`: as many as
 * fit without cutting a character in half. */
size_t utf8_cut(const char *bytes, size_t length, size_t most);

/* How many bytes at the end are the beginning of an incomplete character: 0 to
 * 3. */
size_t utf8_partial(const char *bytes, size_t length);

#endif
