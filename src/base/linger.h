/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* linger: look again for a moment before going to sleep.
 *
 * What comes next often comes at once: the answer to a line, the next piece
 * of a long text.  To go to sleep and be woken costs more than the moment
 * (doc/performance.md has the figures).  A silent conversation sleeps. */
#ifndef CHARLA_LINGER_H
#define CHARLA_LINGER_H

#include <poll.h>

/* How long to look, in microseconds: what a few wake-ups cost. */
#define LINGER_US 100

/* Start as {0}; one thread's alone. */
struct linger {
    unsigned skip; /* so many times the machine is taken to be crowded */
};

/* poll(2) without a timeout, after lingering. */
int linger_poll(struct linger *linger, struct pollfd *fds, nfds_t count);

#endif
