/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* options_check: checks that the options of a command line go together, and
 * fills in what follows from them.  Private to options.c. */
#ifndef CHARLA_OPTIONS_CHECK_H
#define CHARLA_OPTIONS_CHECK_H

struct error;
struct options;

/* Check the options, once the whole command line is parsed.  Returns 0, or -1
 * with `error` saying what is wrong. */
int options_check(struct options *options, struct error *error);

#endif
