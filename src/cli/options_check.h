/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* options_check: sees whether the options of a command line go together, and
 * fills in what follows from them.  Private to options. */
#ifndef CHARLA_OPTIONS_CHECK_H
#define CHARLA_OPTIONS_CHECK_H

struct error;
struct options;

/* To be called when all words are taken.  Returns 0, or -1 with `error` set to
 * what is wrong. */
int options_check(struct options *options, struct error *error);

#endif
