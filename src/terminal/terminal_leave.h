/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_leave: hands the terminal back to the shell, and nothing that was
 * typed or pasted for the other side with it. */
#ifndef CHARLA_TERMINAL_LEAVE_H
#define CHARLA_TERMINAL_LEAVE_H

#include <signal.h>
#include <stdbool.h>

struct terminal;

/* Stop editing, and tell the user what was dropped.  A paste that has begun is
 * read to its end first.  A user who is typing goes on editing until Enter is
 * pressed, unless the user has `asked` for the end.  What follows that Enter,
 * or the request, without a pause is dropped too.  Ctrl-C and signals that
 * `wait_mask` lets in end the waiting. */
void terminal_leave(struct terminal *terminal, const sigset_t *wait_mask,
                    bool asked);

#endif
