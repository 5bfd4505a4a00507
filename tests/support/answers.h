/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* answers: a terminal that collects what charla says to the user, for tests of
 * what the user's commands do. */
#ifndef CHARLA_ANSWERS_H
#define CHARLA_ANSWERS_H

#include "terminal/terminal.h"

/* The terminal, of a person; the test may change it. */
extern struct terminal answers;

/* Forget what was said. */
void answers_begin(void);
void answers_end(void);

/* The sentences that were said since the last call, each ended by a newline.
 * Valid until the next call. */
const char *answers_take(void);

/* What is shown as TERMINAL_STATUS; "" for nothing. */
const char *answers_status(void);

#endif
