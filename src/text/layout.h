/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* layout: where on a screen a typed line leads the cursor, and where that is
 * when the screen has been resized.  Pure. */
#ifndef CHARLA_LAYOUT_H
#define CHARLA_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

/* Both from 0 on. */
struct layout {
    unsigned row;
    unsigned column;
};

/* Move `*at` over `length` bytes of text, drawn on a screen `width` columns
 * wide (more than 1) as readline draws it: a control as ^X, a tab up to the
 * next multiple of 8, a line end as one. */
void layout_advance(struct layout *at, const char *text, size_t length,
                    unsigned width);

/* Some terminals wrap what they show anew when they are resized, some leave
 * it as it is.  What has been found out about this one; start as {0}. */
struct wrapping {
    enum { WRAPPING_UNKNOWN, WRAPPING_ANEW, WRAPPING_NEVER } kind;
};

/* How many rows above the cursor does the line begin, now that the screen is
 * `width` wide?  The cursor stands at `left` in a terminal that leaves its
 * rows, at `wrapped` in one that wraps them.  Where that makes a difference
 * `ask_column` is asked once; it returns false if there is no answer. */
unsigned wrapping_rows_above(struct wrapping *wrapping, struct layout left,
                             struct layout wrapped, unsigned width,
                             bool (*ask_column)(void *context,
                                                unsigned *column),
                             void *context);

#endif
