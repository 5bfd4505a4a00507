/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* keyboard: reads from a terminal: keys for the prompt, reports of the terminal
 * itself, and the lines that the prompt makes of the keys.
 *
 * Only one thread at a time may use it. */
#ifndef CHARLA_KEYBOARD_H
#define CHARLA_KEYBOARD_H

#include <stdbool.h>

#include "terminal/input_parser.h"

struct completer;
struct display;
struct input_queue;

struct keyboard {
    int fd;                  /* borrowed */
    struct display *display; /* borrowed; it has the prompt */
    struct input_parser parser;
    struct input_queue *queue; /* borrowed: where the lines go */
    const struct completer *completer; /* borrowed: what Tab may add */
    long long last_key; /* when a key was pressed, in ms since the Epoch */
    unsigned long keys; /* how often keys have come */
    bool ended;       /* Ctrl-D, Ctrl-C, or the terminal is gone */
    bool gone;        /* the terminal has hung up */
    bool drains;      /* typed text is no longer sent */
    bool interrupted; /* ...and since then Ctrl-C was pressed */
    bool has_dropped; /* ...or typed or pasted text was dropped */
    bool has_left;    /* ...or the user has left: Enter, Ctrl-D */
};

/* Begin; `start` has the borrowed fields and the descriptor. */
void keyboard_init(struct keyboard *keyboard, const struct keyboard *start);
void keyboard_release(struct keyboard *keyboard);

/* Begin the prompt of the display, for these keys. */
void keyboard_begin(struct keyboard *keyboard);

/* Read the keys that have arrived, without waiting, and pass them to the
 * prompt. */
void keyboard_read(struct keyboard *keyboard);

/* The same, but no line is sent any more.  The line is still edited, until the
 * user is done. */
void keyboard_drain(struct keyboard *keyboard);

/* Was Ctrl-C pressed since keyboard_drain was first called, and since the last
 * call of this? */
bool keyboard_take_interrupt(struct keyboard *keyboard);

/* Has the terminal hung up?  Reading from it reports that too. */
bool keyboard_has_hung_up(const struct keyboard *keyboard);

/* Has a key been pressed within the last `period` ms? */
bool keyboard_was_pressed(const struct keyboard *keyboard, int period);

#endif
