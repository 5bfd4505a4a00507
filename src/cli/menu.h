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
                    program is to end too */
};

/* Ask on `out` and read the answers from `in`; a question is repeated until
 * its answer makes sense.  If `in` is a terminal and the user leaves, or a
 * signal ends the program, what was typed and not read is dropped.  Sets the
 * action, host and port of `options`.  Host and port point into `*answer`,
 * which the caller frees when it is done with `options`.
 * `*answer` is NULL or an earlier answer, which is freed. */
enum menu_answer menu_ask(FILE *in, FILE *out, struct options *options,
                          char **answer);

#endif
