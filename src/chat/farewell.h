/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* farewell: the last moments of a conversation that somebody was typing in.
 *
 * Who is in the middle of a line when the other side leaves goes on typing
 * for a while, and strikes Enter.  The line editor stays for that, so that
 * none of it is taken by the shell as a command. */
#ifndef CHARLA_FAREWELL_H
#define CHARLA_FAREWELL_H

#include <signal.h>

struct terminal;

/* Wait until the user leaves, by Enter, Ctrl-D or a signal.  `wait_mask` is
 * the signals' mask while this waits. */
void farewell_wait(struct terminal *terminal, const sigset_t *wait_mask);

#endif
