/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* input_parser: what a terminal sends besides keys, told apart from them. Pure.
 *
 *     ESC [ I   ESC [ O        it has gained, has lost the focus
 *     ESC [ row ; column R     where the cursor is, if that was asked for
 *     Ctrl-C                   among keys it has its place in their order
 *
 * What is pasted (between ESC [ 200 ~ and ESC [ 201 ~) is handed on when all
 * of it has come, so that whoever takes it need not wait in the middle, and
 * nothing in it counts as a report.  Should its end never come, Ctrl-C
 * struck twice drops it: as a key it comes alone. */
#ifndef CHARLA_INPUT_PARSER_H
#define CHARLA_INPUT_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum input_event {
    INPUT_NOTHING, /* no more keys and no report, until more is added */
    INPUT_FOCUS_IN,
    INPUT_FOCUS_OUT,
    INPUT_INTERRUPT,
};

/* Start as {0}; input_parser_release when done. */
struct input_parser {
    struct buffer raw; /* not handed on yet */
    bool wants_cursor; /* the cursor's place has been asked for */
    bool is_insistent; /* Ctrl-C alone has come last */
};

/* The terminal has sent these bytes. */
void input_parser_add(struct input_parser *parser, const char *bytes,
                      size_t length);

/* Append to `keys` what are keys up to the next report, which is returned. */
enum input_event input_parser_next(struct input_parser *parser,
                                   struct buffer *keys);

/* The cursor's place is being asked for.  An answer that comes too late for
 * input_parser_take_cursor is still no key. */
void input_parser_expect_cursor(struct input_parser *parser);

/* Has the answer come?  Then take it out of what was added, and set `*column`,
 * from 0 on. */
bool input_parser_take_cursor(struct input_parser *parser, unsigned *column);

/* Drop what is held: a paste of which the end never came. */
void input_parser_reset(struct input_parser *parser);

void input_parser_release(struct input_parser *parser);

#endif
