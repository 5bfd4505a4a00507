/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* input_parser: splits the bytes that a terminal sends into keys, control
 * sequences, pastes and reports.  Pure.
 *
 * A control sequence (ECMA-48 5.3 and 5.4; Xterm Control Sequences) is taken
 * as a whole, in however many reads it comes, so that no part of it is ever
 * mistaken for letters:
 *
 *     ESC [ ... final         CSI: arrows, function keys, reports
 *     ESC [ M b x y           a mouse report of X10's
 *     ESC [ [ letter          function keys of the Linux console
 *     ESC O ... final         SS3: arrows, function keys, the keypad
 *     ESC ] ... BEL or ST     OSC, and the same for DCS, SOS, PM and APC
 *     ESC character           Alt and a key
 *
 * The Escape key and the beginning of a sequence can only be told apart by
 * waiting: input_parser_is_ambiguous says when to wait, and
 * input_parser_settle is called when nothing more has come.
 *
 * A paste (between ESC [ 200 ~ and ESC [ 201 ~) is handed on when all of it
 * has come; nothing in it counts as a sequence.  If its end never comes,
 * pressing Ctrl-C twice, with nothing right after it, drops it. */
#ifndef CHARLA_INPUT_PARSER_H
#define CHARLA_INPUT_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum input_event {
    INPUT_NOTHING,   /* there is nothing complete until more is added */
    INPUT_KEYS,      /* characters and control keys, in `bytes` */
    INPUT_SEQUENCE,  /* one control sequence, in `bytes` */
    INPUT_PASTE,     /* the pasted text, in `bytes` */
    INPUT_DROPPED,   /* a paste whose end never came was given up */
    INPUT_FOCUS_IN,  /* the window has the keyboard... */
    INPUT_FOCUS_OUT, /* ...or has lost it */
    INPUT_INTERRUPT, /* Ctrl-C, in its place among the keys */
};

/* Start as {0}; input_parser_release when done. */
struct input_parser {
    struct buffer raw; /* bytes that are not handed on yet */
    size_t scanned;    /* bytes of an unfinished paste that hold no end */
    bool has_settled;  /* nothing more has come for a moment */
    size_t late;       /* how many bytes that were just handed on, ESC or ESC [,
                          may yet be the beginning of a sequence */
};

/* The terminal has sent these bytes. */
void input_parser_add(struct input_parser *parser, const char *bytes,
                      size_t length);

/* Take the next event; its bytes replace those in `bytes`.  Keys are whole
 * characters of UTF-8; invalid bytes are dropped. */
enum input_event input_parser_next(struct input_parser *parser,
                                   struct buffer *bytes);

/* After INPUT_NOTHING: is there something that is complete unless more follows
 * at once?  Then wait a moment, and add the bytes that have come... */
bool input_parser_is_ambiguous(const struct input_parser *parser);

/* ...or, if none have, call this and take the event. */
void input_parser_settle(struct input_parser *parser);

/* Has a paste begun, and not ended? */
bool input_parser_is_pasting(const struct input_parser *parser);

/* Drop the bytes that are held: a paste whose end never came. */
void input_parser_reset(struct input_parser *parser);

void input_parser_release(struct input_parser *parser);

#endif
