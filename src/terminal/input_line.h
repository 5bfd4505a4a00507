/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* input_line: draws and erases the line that is being typed.  Pure: it appends
 * to a buffer what must be written to the terminal.
 *
 * Received text is never erased, whatever the terminal does:
 *
 *   - charla ends each row of the line with a line feed before it is full, and
 *     does not rely on the terminal's wrapping.
 *   - The cursor goes up at most as many rows as there are line feeds between
 *     the beginning of the line and the cursor, and text is erased only from
 *     there downwards.
 *
 * A line feed moves the cursor down by one row on every terminal.  A terminal
 * that is narrower than expected, shows a character wider, or wraps its rows
 * again after a resize can only make the line take more rows, never fewer.
 * Then some old rows stay on the screen, and the line is drawn again below
 * them. */
#ifndef CHARLA_INPUT_LINE_H
#define CHARLA_INPUT_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* What is to be shown.  All borrowed. */
struct input_line_view {
    const char *status; /* a row above the line, cut to the width; NULL: none;
                           it is made safe like the text */
    const char *words; /* the prompt, before the text */
    const char *text;  /* any bytes; not yet made safe */
    size_t length;     /* in bytes */
    size_t point;      /* the cursor is before this byte of the text */
    unsigned width;    /* of the screen, in columns */
    unsigned height;   /* of the screen, in rows */
};

/* Start as {0}; input_line_release when done. */
struct input_line {
    struct buffer drawn; /* the bytes that were written for the line */
    unsigned row;        /* of the cursor: line feeds before it in `drawn` */
    size_t cursor;       /* bytes of `drawn` before the cursor */
    bool is_shown;
};

/* Draw the line, or change the drawn one into this.  If the line takes more
 * rows than the screen has, those around the cursor are shown. */
void input_line_draw(struct input_line *line, struct buffer *out,
                     const struct input_line_view *view);

/* Erase the line from the screen; the next output takes its place. */
void input_line_erase(struct input_line *line, struct buffer *out);

/* Leave the line on the screen for good, in one piece without the status, and
 * begin a new row below it. */
void input_line_leave(struct input_line *line, struct buffer *out,
                      const struct input_line_view *view);

/* Something else has used the screen, so the line is no longer there. */
void input_line_forget(struct input_line *line);

void input_line_release(struct input_line *line);

#endif
