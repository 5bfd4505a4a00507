/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* notices: a terminal that only collects the notices that charla shows. */
#ifndef CHARLA_NOTICES_H
#define CHARLA_NOTICES_H

#include <stdbool.h>

#include "terminal/terminal.h"

/* All notices, each with a line end; what does not fit is lost. */
extern char notices[65536];

/* The terminal. */
extern struct terminal notices_terminal;

/* Forget all notices, and say whether a person is at the terminal. */
void notices_begin(bool is_person);

#endif
