/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/layout.h"

#include <string.h>
#include <wchar.h>

static unsigned width_of(wchar_t character)
{
    int width = wcwidth(character);

    return width < 0 ? 0 : (unsigned)width;
}

/* What does not fit into the row goes to the next one, whole; a full row
 * ends at once. */
static void place(struct layout *at, unsigned columns, unsigned width)
{
    if (at->column + columns > width) {
        at->row++;
        at->column = 0;
    }
    at->column += columns;
    if (at->column >= width) {
        at->row++;
        at->column = 0;
    }
}

void layout_advance(struct layout *at, const char *text, size_t length,
                    unsigned width)
{
    mbstate_t state = {0};
    const char *limit = text + length;

    while (text < limit) {
        wchar_t character;
        size_t used =
            mbrtowc(&character, text, (size_t)(limit - text), &state);

        if (used == 0 || used > (size_t)(limit - text)) {
            memset(&state, 0, sizeof state);
            used = 1;
            place(at, 1, width);
        } else if (*text == '\n') {
            at->row++;
            at->column = 0;
        } else if (*text == '\t') {
            for (unsigned left = 8 - at->column % 8; left > 0; left--)
                place(at, 1, width);
        } else if ((unsigned char)*text < 0x20 || *text == 0x7F) {
            place(at, 1, width);
            place(at, 1, width);
        } else if (width_of(character) > 0) {
            place(at, width_of(character), width);
        }
        text += used;
    }
}

/* A row that is just full: the cursor may stand at its end, or below. */
static bool is_full(struct layout at)
{
    return at.column == 0 && at.row > 0;
}

static void learn(struct wrapping *wrapping, unsigned left_column,
                  struct layout wrapped, unsigned width,
                  bool (*ask_column)(void *context, unsigned *column),
                  void *context)
{
    unsigned column;

    if (left_column == wrapped.column)
        return; /* the answer would not tell */
    wrapping->kind = WRAPPING_NEVER;
    if (!ask_column(context, &column))
        return;
    if (is_full(wrapped) && column >= width - 1)
        wrapping->kind =
            column == left_column ? WRAPPING_UNKNOWN : WRAPPING_ANEW;
    else if (column == wrapped.column)
        wrapping->kind = WRAPPING_ANEW;
}

static unsigned rows_wrapped_anew(struct layout wrapped,
                                  bool (*ask_column)(void *context,
                                                     unsigned *column),
                                  void *context)
{
    unsigned column;

    if (is_full(wrapped) && (!ask_column(context, &column) || column > 0))
        return wrapped.row - 1;
    return wrapped.row;
}

/* In doubt a row of the line too many stays on the screen, rather than that
 * one of the transcript goes. */
unsigned wrapping_rows_above(struct wrapping *wrapping, struct layout left,
                             struct layout wrapped, unsigned width,
                             bool (*ask_column)(void *context,
                                                unsigned *column),
                             void *context)
{
    unsigned left_column = left.column < width ? left.column : width - 1;
    unsigned wrapped_row = wrapped.row - is_full(wrapped);

    /* Below a full row the cursor may stay in a row of its own. */
    if (wrapping->kind == WRAPPING_UNKNOWN && left.row != wrapped.row &&
        !is_full(left))
        learn(wrapping, left_column, wrapped, width, ask_column, context);
    switch (wrapping->kind) {
    case WRAPPING_ANEW:
        return rows_wrapped_anew(wrapped, ask_column, context);
    case WRAPPING_NEVER:
        return left.row;
    case WRAPPING_UNKNOWN:
        break;
    }
    return left.row < wrapped_row ? left.row : wrapped_row;
}
