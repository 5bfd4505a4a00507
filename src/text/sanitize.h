/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sanitize: makes the peer's text safe to show on a terminal. */
#ifndef CHARLA_SANITIZE_H
#define CHARLA_SANITIZE_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

/* Append `length` bytes of the peer's text to `out`, with everything that
 * could steer a terminal or reorder a line replaced by a visible mark:
 *
 *   C0 controls but tab, and DEL     caret notation: ^[ for ESC
 *   C1 controls, U+2028 and U+2029,
 *   the bidi embeddings, overrides
 *   and isolates (UAX #9, 2.1-2.5)   <U+202E>
 *   bytes that are not UTF-8         U+FFFD, one for each ill-formed sequence
 *
 * Everything else is not changed, unless the terminal is not known to use UTF-8
 * (i18n_is_utf8): then only ASCII is appended (text/transliterate.h).  The text
 * must not end inside a character; the framer makes sure of that. */
void sanitize_append(struct buffer *out, const char *text, size_t length);

/* The same for a text that has to be short: at most `columns` columns of a
 * screen and `bytes` bytes are appended, blanks at both ends are left out, and
 * several blanks in a row become one.  A blank is any character that looks
 * empty: white space, a filler of Hangul, an empty Braille cell. */
void sanitize_append_short(struct buffer *out, const char *text,
                           size_t length, unsigned columns, size_t bytes);

/* Is nothing of this text visible?  Blanks are not, nor are combining marks
 * without a letter, nor characters that Unicode calls ignorable
 * (Default_Ignorable_Code_Point: fillers, tags, variation selectors, joiners).
 * C0 controls are visible, because sanitize_append shows them. */
bool sanitize_is_blank(const char *text, size_t length);

#endif
