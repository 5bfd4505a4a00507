/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* spin: look again for a moment before going to sleep.
 *
 * What comes next often comes at once: the answer to a line, the next piece
 * of a long text.  To go to sleep and be woken costs more than the moment
 * (doc/performance.md has the figures).  A silent conversation sleeps. */
#ifndef CHARLA_SPIN_H
#define CHARLA_SPIN_H

#include <poll.h>

/* How long to look, in microseconds: what a few wake-ups cost. */
#define SPIN_US 100

/* Start as {0}; one thread's alone. */
struct spin {
    unsigned skip; /* so many times the machine is taken to be crowded */
};

/* poll(2) without a timeout, after lingering. */
int spin_poll(struct spin *spin, struct pollfd *fds, nfds_t count);

#endif
