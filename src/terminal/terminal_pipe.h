/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_pipe: standard input and output when they are not both terminals.
 *
 * What is not a terminal gets the peer's bytes exactly; what is one gets them
 * line by line and made safe. */
#ifndef CHARLA_TERMINAL_PIPE_H
#define CHARLA_TERMINAL_PIPE_H

struct terminal;
struct terminal_settings;

/* Borrows both descriptors; `settings` NULL: the plain thing.  The caller
 * frees it with terminal_free. */
struct terminal *terminal_pipe_new(int input, int output,
                                   const struct terminal_settings *settings);

#endif
