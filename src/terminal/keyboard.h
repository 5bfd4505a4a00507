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

struct display;
struct input_queue;

struct keyboard {
    int fd;                  /* borrowed */
    struct display *display; /* borrowed; has the prompt */
    struct input_parser parser;
    struct input_queue *queue; /* borrowed: where the lines go */
    long long last_key; /* when one was struck, in ms since the Epoch */
    bool ended;         /* Ctrl-D, Ctrl-C, or the terminal is gone */
    bool insists;       /* ...and Ctrl-C again */
    bool lingers;       /* it is over: nothing typed is sent any more */
    bool has_left;      /* ...and the user has struck Enter on that */
};

void keyboard_init(struct keyboard *keyboard, int fd, struct display *display,
                   struct input_queue *queue);
void keyboard_release(struct keyboard *keyboard);

/* Begin the prompt of the display, for these keys. */
void keyboard_begin(struct keyboard *keyboard);

/* Take what keys have come, without waiting, and strike them. */
void keyboard_read(struct keyboard *keyboard);

/* Behind the end: was Ctrl-C struck once more?  The other keys are dropped. */
bool keyboard_insists(struct keyboard *keyboard);

/* Has the terminal hung up?  Reading it will tell, too. */
bool keyboard_has_hung_up(const struct keyboard *keyboard);

/* Has a key been struck within `period` ms? */
bool keyboard_was_struck(const struct keyboard *keyboard, int period);

#endif
