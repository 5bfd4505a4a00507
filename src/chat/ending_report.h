/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ending_report: the last words of a conversation. */
#ifndef CHARLA_ENDING_REPORT_H
#define CHARLA_ENDING_REPORT_H

#include <signal.h>

struct ending;
struct terminal;

/* Say how it ended, let the user finish with the line being typed, put the
 * terminal back, and say what did not arrive.  `wait_mask` is the signals'
 * mask while waiting.  Returns the exit status of the program. */
int ending_report_show(struct terminal *terminal, const struct ending *ending,
                    const sigset_t *wait_mask);

#endif
