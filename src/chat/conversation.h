/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* conversation: holds one conversation over a connection, with two threads.
 *
 * The receiver thread reads from the transport, splits what comes into lines
 * and shows them; the calling thread (main) reads the terminal and is the only
 * one that sends.  doc/architecture.md has a picture. */
#ifndef CHARLA_CONVERSATION_H
#define CHARLA_CONVERSATION_H

#include "chat/conversation_setup.h"
#include "chat/ending.h"

/* Hold the conversation until it ends.  Returns 0 with `ending` filled in, or
 * -1 with `error` set if it could not begin. */
int conversation_run(const struct conversation_setup *setup,
                     struct ending *ending, struct error *error);

#endif
