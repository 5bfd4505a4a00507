/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* spin: polls without sleeping for a moment before it sleeps.
 *
 * What comes next often comes at once: the answer to a line, the next piece of
 * a long text.  Going to sleep and being woken costs more than that moment
 * (doc/performance.md has the figures).  In a silent conversation the thread
 * sleeps. */
#ifndef CHARLA_SPIN_H
#define CHARLA_SPIN_H

#include <poll.h>

/* How long it polls without sleeping, in microseconds: what a few wake-ups
 * cost. */
#define SPIN_US 100

/* Start as {0}; one thread's alone. */
struct spin {
    unsigned skip; /* how many more calls sleep at once, because other programs
                      need the processor */
};

/* poll(2) without a timeout, after the moment without sleep. */
int spin_poll(struct spin *spin, struct pollfd *fds, nfds_t count);

#endif
