/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk: from the options to the exit status of a conversation: asks what to
 * do if the options do not say, gets a connection, and holds the conversation
 * over it; with --keep one after the other. */
#ifndef CHARLA_TALK_H
#define CHARLA_TALK_H

struct options;

/* `options` asks for a call, for waiting, or for the menu.  Returns the exit
 * status of the program.  The process is confined afterwards: this is called
 * once in its life. */
int talk_run(const struct options *options);

#endif
