/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_choice: which kind of terminal this is. */
#ifndef CHARLA_TERMINAL_CHOICE_H
#define CHARLA_TERMINAL_CHOICE_H

struct terminal;
struct terminal_settings;

/* The one that fits standard input and output: one with a prompt when both
 * are terminals, the pipe otherwise.  The caller frees it. */
struct terminal *terminal_choose(const struct terminal_settings *settings);

#endif
