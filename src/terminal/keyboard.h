/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* keyboard: what comes from a terminal: keys for the prompt, reports of the
 * terminal's own, and the lines that the prompt makes of the keys.
 *
 * Not for two threads at a time. */
#ifndef CHARLA_KEYBOARD_H
#define CHARLA_KEYBOARD_H

#include <stdbool.h>

#include "terminal/input_parser.h"

struct completer;
struct display;
struct input_queue;

struct keyboard {
    int fd;                  /* borrowed */
    struct display *display; /* borrowed; has the prompt */
    struct input_parser parser;
    struct input_queue *queue; /* borrowed: where the lines go */
    const struct completer *completer; /* borrowed: what Tab may add */
    long long last_key; /* when a key was pressed, in ms since the Epoch */
    unsigned long keys; /* how often some have come */
    bool ended;       /* Ctrl-D, Ctrl-C, or the terminal is gone */
    bool gone;        /* the terminal has hung up */
    bool drains;      /* nothing typed is sent any more */
    bool interrupted; /* ...Ctrl-C was pressed since then */
    bool has_dropped; /* ...something typed or pasted went nowhere */
    bool has_left;    /* ...or the user is done: Enter, Ctrl-D */
};

/* `start` has the borrowed things and the descriptor. */
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

/* Was Ctrl-C pressed since keyboard_drain was called first, and since the
 * last call? */
bool keyboard_take_interrupt(struct keyboard *keyboard);

/* Has the terminal hung up?  Reading it will tell, too. */
bool keyboard_has_hung_up(const struct keyboard *keyboard);

/* Has a key been pressed within the last `period` ms? */
bool keyboard_was_pressed(const struct keyboard *keyboard, int period);

#endif
