/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* menu: asks what to do when the command line does not say. */
#ifndef CHARLA_MENU_H
#define CHARLA_MENU_H

#include <stdio.h>

struct options;

enum menu_answer {
    MENU_CHOSEN, /* `options` says what to do */
    MENU_LEFT,   /* the input has ended: leave */
};

/* Ask on `out` and read the answers from `in`, again until they make sense.
 * Sets action, host and port of `options`.  `*answer` is memory that these
 * borrow from; the caller frees it when `options` is done with. */
enum menu_answer menu_ask(FILE *in, FILE *out, struct options *options,
                          char **answer);

#endif
