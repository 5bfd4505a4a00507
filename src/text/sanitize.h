/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sanitize: the peer's text made safe to show on a terminal. */
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
 * Everything else passes untouched, unless the terminal is not known to take
 * UTF-8 (i18n_is_utf8): then all that is appended is ASCII
 * (text/transliterate.h).  The text must not end inside a
 * character; the framer sees to that. */
void sanitize_append(struct buffer *out, const char *text, size_t length);

/* The same for what is to be short: at most `columns` columns of a screen and
 * `bytes` bytes are appended, blanks at the ends are left out, and several in
 * a row become one.  A blank is whatever leaves its place empty: white space,
 * a filler of Hangul, an empty Braille cell. */
void sanitize_append_short(struct buffer *out, const char *text,
                           size_t length, unsigned columns, size_t bytes);

/* Can nothing of this text be seen?  So it is with blanks, marks that combine
 * with a letter that is not there, and what Unicode calls ignorable
 * (Default_Ignorable_Code_Point: fillers, tags, variation selectors, joiners).
 * C0 controls are seen, as sanitize_append shows them. */
bool sanitize_is_blank(const char *text, size_t length);

#endif
