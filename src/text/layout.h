/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* layout: breaks text into the rows of a screen.  Pure.
 *
 * Only charla's own notices begin at the left edge of a screen, and only
 * charla writes the marks behind the names.  So the terminal must not wrap text
 * that somebody else may have written: it is broken into rows here, and each
 * row but the first begins with blanks, as far as the text of the first.
 *
 *   - A character outside ASCII counts two columns, the most that any
 *     terminal gives it: one too many makes a row short, one too few would
 *     let the terminal wrap it, and the rest would begin at the left edge.
 *     In text of nothing but words, which looks like no row of charla's
 *     wherever it is broken, it counts what it usually takes (UAX #11).
 *   - A web address that is longer than a row stays in one piece, so that it
 *     can be copied whole.  It consists of ASCII without blanks (RFC 3986),
 *     has a row to itself, and is broken all the same if some part of it
 *     could be taken for the beginning of one of charla's own rows.
 *   - A row of text that is written from right to left begins with a
 *     LEFT-TO-RIGHT MARK: it comes before all of the text, so that the row is
 *     laid out from left to right (UAX #9, P2 and P3), and what stands before
 *     it is neither moved to the right edge nor mirrored.
 *
 * This holds for the width that the screen has when the text is written.  What
 * a terminal does to old rows when it is made narrower is its own. */
#ifndef CHARLA_LAYOUT_H
#define CHARLA_LAYOUT_H

#include <stddef.h>

struct buffer;

/* What is assumed of a terminal that does not say how wide it is. */
#define LAYOUT_WIDTH 80

/* Where the text stands. */
struct layout_place {
    unsigned column; /* of the first row is written already, at most so much */
    unsigned indent; /* the other rows begin with that many blanks, or with
                        fewer where the screen is narrow */
    unsigned width;  /* of the screen, in columns; 0: it is not known */
};

/* Append `length` bytes of text that is safe to show (text/sanitize.h) and has
 * no line end. */
void layout_append(struct buffer *out, const char *text, size_t length,
                   const struct layout_place *place);

#endif
