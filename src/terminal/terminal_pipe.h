/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_pipe: makes a terminal of standard input and output when they are
 * not both terminals.
 *
 * An output that is not a terminal gets the peer's bytes unchanged; a terminal
 * gets them line by line and made safe. */
#ifndef CHARLA_TERMINAL_PIPE_H
#define CHARLA_TERMINAL_PIPE_H

struct terminal;
struct terminal_settings;

/* Make one of these descriptors, which are borrowed.  `settings` NULL: the
 * defaults.  The caller frees it with terminal_free. */
struct terminal *terminal_pipe_new(int input, int output,
                                   const struct terminal_settings *settings);

#endif
