/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* menu: asks the user what to do when the command line does not say. */
#ifndef CHARLA_MENU_H
#define CHARLA_MENU_H

#include <stdio.h>

struct options;

enum menu_answer {
    MENU_CHOSEN, /* `options` says what to do */
    MENU_LEFT,   /* the user wants to leave, or the input has ended: the
                    program ends too */
};

/* Ask on `out` and read the answers from `in`; a question is repeated until its
 * answer makes sense.  If `in` is a terminal and the user leaves, or a signal
 * ends the program, typed text that was not read is dropped.  Sets the action,
 * host and port of `options`.  Host and port point into `*answer`, which the
 * caller frees when it no longer needs `options`.  Before the call `*answer` is
 * NULL or an earlier answer, which is freed. */
enum menu_answer menu_ask(FILE *in, FILE *out, struct options *options,
                          char **answer);

#endif
