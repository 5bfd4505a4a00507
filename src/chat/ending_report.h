/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ending_report: tells the user how a conversation ended, and what of their
 * text did not arrive. */
#ifndef CHARLA_ENDING_REPORT_H
#define CHARLA_ENDING_REPORT_H

#include <signal.h>

struct ending;
struct terminal;

/* Say how the conversation ended, wait until a user who is typing has left the
 * line, restore the terminal, and list or count the text that did not arrive.
 * `wait_mask` is the signal mask while this waits.  Returns the exit status of
 * the program. */
int ending_report_show(struct terminal *terminal, const struct ending *ending,
                       const sigset_t *wait_mask);

#endif
