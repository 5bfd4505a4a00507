/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* conclusion: the last words of a conversation. */
#ifndef CHARLA_CONCLUSION_H
#define CHARLA_CONCLUSION_H

#include <signal.h>

struct facts;
struct terminal;

/* Say how it ended, let the user finish with the line being typed, put the
 * terminal back, and say what did not arrive.  `wait_mask` is the signals'
 * mask while waiting.  Returns the exit status of the program. */
int conclusion_tell(struct terminal *terminal, const struct facts *facts,
                    const sigset_t *wait_mask);

#endif
