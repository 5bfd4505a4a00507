/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* spin: polls for a moment before it sleeps.
 *
 * The next bytes often come at once: the answer to a line, or the next piece of
 * a long text.  Sleeping and being woken takes longer than that moment
 * (doc/performance.md has the figures).  In a silent conversation the thread
 * sleeps. */
#ifndef CHARLA_SPIN_H
#define CHARLA_SPIN_H

#include <poll.h>

/* How long it polls without sleeping, in microseconds: as long as a few
 * wake-ups take. */
#define SPIN_US 100

/* Start it as {0}; each belongs to one thread. */
struct spin {
    unsigned skip; /* how many more calls sleep at once, because other programs
                      need the processor */
};

/* Like poll(2) without a timeout, but first polls without sleeping. */
int spin_poll(struct spin *spin, struct pollfd *fds, nfds_t count);

#endif
