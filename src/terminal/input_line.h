/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* input_line: the line that is being typed, as it stands on the screen.  Pure:
 * it appends to a buffer what has to be written to the terminal.
 *
 * Nothing that was received is ever erased, whatever the terminal does:
 *
 *   - Each row of the line is ended by a line feed of charla's own, before it
 *     is full.  The terminal's wrapping is not relied on.
 *   - The cursor goes up at most as many rows as there are line feeds between
 *     the beginning of the line and the cursor, and only from there downwards
 *     is anything erased.
 *
 * A line feed moves the cursor down by one row on every terminal.  A terminal
 * that is narrower than expected, that takes a character for wider, or that
 * wraps its rows anew after a resize can only make the line take more rows
 * than that, never fewer: some of them are then left behind as stale rows, and
 * the line is drawn again below them. */
#ifndef CHARLA_INPUT_LINE_H
#define CHARLA_INPUT_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* What is to be shown.  All borrowed. */
struct input_line_view {
    const char *status; /* a row above the line, cut to the width; NULL: none;
                           made safe as the text is */
    const char *words; /* the prompt's, before the text */
    const char *text;  /* any bytes; not yet made safe */
    size_t length;     /* in bytes */
    size_t point;      /* the cursor stands before this byte of the text */
    unsigned width;    /* of the screen, in columns */
    unsigned height;   /* of the screen, in rows */
};

/* Start as {0}; input_line_release when done. */
struct input_line {
    struct buffer drawn; /* what has been written for the line */
    unsigned row;        /* of the cursor: line feeds before it in `drawn` */
    size_t cursor;       /* bytes of `drawn` before it */
    bool is_shown;
};

/* Draw the line, or change it into this.  Of a line that takes more rows than
 * the screen has, those around the cursor are shown. */
void input_line_draw(struct input_line *line, struct buffer *out,
                     const struct input_line_view *view);

/* Take the line off the screen; what is written next takes its place. */
void input_line_erase(struct input_line *line, struct buffer *out);

/* Leave the line on the screen for good, in one piece without the status, and
 * begin a new row below it. */
void input_line_leave(struct input_line *line, struct buffer *out,
                      const struct input_line_view *view);

/* Something else has used the screen: the line stands there no longer. */
void input_line_forget(struct input_line *line);

void input_line_release(struct input_line *line);

#endif
