/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_choice: chooses the kind of terminal. */
#ifndef CHARLA_TERMINAL_CHOICE_H
#define CHARLA_TERMINAL_CHOICE_H

struct terminal;
struct terminal_settings;

/* Make the terminal that fits standard input and output: one with a prompt if
 * both are terminals, otherwise the pipe.  The caller frees it with
 * terminal_free. */
struct terminal *terminal_choose(const struct terminal_settings *settings);

#endif
