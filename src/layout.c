/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "layout.h"

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

static void learn(struct wrapping *wrapping, unsigned left_column,
                  unsigned wrapped_column,
                  bool (*ask_column)(void *context, unsigned *column),
                  void *context)
{
    unsigned column;

    if (left_column == wrapped_column)
        return; /* the answer would not tell */
    if (ask_column(context, &column) && column == wrapped_column)
        wrapping->kind = WRAPPING_ANEW;
    else
        wrapping->kind = WRAPPING_NEVER;
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

    if (wrapping->kind == WRAPPING_UNKNOWN && left.row != wrapped.row)
        learn(wrapping, left_column, wrapped.column, ask_column, context);
    switch (wrapping->kind) {
    case WRAPPING_ANEW:
        return wrapped.row;
    case WRAPPING_NEVER:
        return left.row;
    case WRAPPING_UNKNOWN:
        break;
    }
    return left.row < wrapped.row ? left.row : wrapped.row;
}
