/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* input_parser: cuts what a terminal sends into keys, control sequences,
 * pastes and reports. Pure.
 *
 * A control sequence (ECMA-48 5.3 and 5.4; Xterm Control Sequences) is taken
 * as a whole, however many reads it comes in, so that no part of it is ever
 * taken for letters:
 *
 *     ESC [ ... final         CSI: arrows, function keys, reports
 *     ESC [ M b x y           a mouse report of X10's
 *     ESC [ [ letter          function keys of the Linux console
 *     ESC O ... final         SS3: arrows, function keys, the keypad
 *     ESC ] ... BEL or ST     OSC, and the same for DCS, SOS, PM and APC
 *     ESC character           Alt and a key
 *
 * Nobody can tell the beginning of a sequence from the Escape key but by
 * waiting: input_parser_is_ambiguous says when, and input_parser_settle that
 * nothing more has come.
 *
 * A paste (between ESC [ 200 ~ and ESC [ 201 ~) is handed on when all of it
 * has come; nothing in it counts as a sequence.  Should its end never come,
 * Ctrl-C pressed twice, and nothing after it at once, drops it. */
#ifndef CHARLA_INPUT_PARSER_H
#define CHARLA_INPUT_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum input_event {
    INPUT_NOTHING,   /* nothing whole is there, until more is added */
    INPUT_KEYS,      /* characters and control keys, in `bytes` */
    INPUT_SEQUENCE,  /* one control sequence, in `bytes` */
    INPUT_PASTE,     /* what was pasted, in `bytes` */
    INPUT_DROPPED,   /* a paste whose end never came was given up */
    INPUT_FOCUS_IN,  /* the window has the keyboard... */
    INPUT_FOCUS_OUT, /* ...or has lost it */
    INPUT_INTERRUPT, /* Ctrl-C, in its place among the keys */
};

/* Start as {0}; input_parser_release when done. */
struct input_parser {
    struct buffer raw; /* not handed on yet */
    size_t scanned;    /* bytes of an unfinished paste without its end */
    bool has_settled;  /* nothing more has come for a moment */
    size_t late;       /* so much of what was handed on last, ESC or ESC [, may
                          yet be the beginning of a sequence */
};

/* The terminal has sent these bytes. */
void input_parser_add(struct input_parser *parser, const char *bytes,
                      size_t length);

/* Take the next event; its bytes replace those in `bytes`.  Keys are whole
 * characters of UTF-8: a byte that is part of none is dropped. */
enum input_event input_parser_next(struct input_parser *parser,
                                   struct buffer *bytes);

/* After INPUT_NOTHING: is something there that is whole if nothing follows it
 * at once?  Then wait a moment, and add what has come... */
bool input_parser_is_ambiguous(const struct input_parser *parser);

/* ...or, when nothing has, call this and take what was ambiguous. */
void input_parser_settle(struct input_parser *parser);

/* Has a paste begun, and not ended? */
bool input_parser_is_pasting(const struct input_parser *parser);

/* Drop what is held: a paste of which the end never came. */
void input_parser_reset(struct input_parser *parser);

void input_parser_release(struct input_parser *parser);

#endif
