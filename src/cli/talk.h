/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk: carries out the options that lead to a conversation: shows the menu if
 * they do not say what to do, gets a connection, and holds the conversation
 * over it; with --keep one conversation after the other. */
#ifndef CHARLA_TALK_H
#define CHARLA_TALK_H

struct options;

/* Do what `options` asks for: ACTION_CALL, ACTION_LISTEN or ACTION_MENU.
 * Returns the exit status of the program.  The process is in the sandbox
 * afterwards, so this is called only once. */
int talk_run(const struct options *options);

#endif
