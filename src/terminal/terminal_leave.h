/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_leave: gives the terminal back to the shell, without text that was
 * typed or pasted for the other side. */
#ifndef CHARLA_TERMINAL_LEAVE_H
#define CHARLA_TERMINAL_LEAVE_H

#include <signal.h>
#include <stdbool.h>

struct terminal;

/* Stop editing, and tell the user what was dropped.  A paste that has begun is
 * read to its end first.  A user who is typing goes on editing until they
 * press Enter, unless they have `asked` for the end.  Text that follows
 * without a pause is dropped too.  Ctrl-C, and signals that `wait_mask` lets
 * in, end the wait.  Returns the signals that have asked for the end, a set of
 * those in base/signals.h: if the program goes on, they are still to be
 * obeyed. */
unsigned terminal_leave(struct terminal *terminal, const sigset_t *wait_mask,
                        bool asked);

#endif
