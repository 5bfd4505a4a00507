/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* layout: breaks text into the rows of a screen.  Pure.
 *
 * Only charla's own notices begin at the left edge of a screen, and only charla
 * writes the marks after the names.  So the terminal must not wrap text that
 * somebody else may have written.  It is broken into rows here, and each row
 * but the first is indented as far as the text of the first row.
 *
 *   - A character outside ASCII counts as two columns, the most that any
 *     terminal gives it.  If that is too many, a row is a little short; too few
 *     would let the terminal wrap the row, and the rest would begin at the left
 *     edge.  In text that consists only of words, no part of which can look
 *     like a row of charla's, a character counts as wide as usual (UAX #11).
 *   - A web address that is longer than a row stays in one piece, so that it
 *     can be copied as a whole.  It consists of ASCII without blanks (RFC
 *     3986) and has a row to itself.  It is broken all the same if a part of it
 *     could be mistaken for the beginning of one of charla's own rows.
 *   - A row of text that is written from right to left begins with a
 *     LEFT-TO-RIGHT MARK.  As the first character it makes the terminal lay the
 *     row out from left to right (UAX #9, P2 and P3), so that the text before
 *     it is neither moved to the right edge nor mirrored.
 *
 * This is true for the width of the screen when the text is written.  charla
 * cannot control what a terminal does to old rows when it becomes narrower. */
#ifndef CHARLA_LAYOUT_H
#define CHARLA_LAYOUT_H

#include <stddef.h>

struct buffer;

/* The width that is assumed if a terminal does not tell its own. */
#define LAYOUT_WIDTH 80

/* Where the text is placed. */
struct layout_place {
    unsigned column; /* how many columns of the first row may be used already */
    unsigned indent; /* the other rows begin with that many blanks, or with
                        fewer where the screen is narrow */
    unsigned width;  /* of the screen, in columns; 0: it is not known */
};

/* Append `length` bytes of text that is safe to show (text/sanitize.h) and has
 * no line end. */
void layout_append(struct buffer *out, const char *text, size_t length,
                   const struct layout_place *place);

#endif
