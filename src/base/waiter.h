/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* waiter: the way in which a slow operation waits for its descriptors.  It is
 * passed in, so that the caller can watch other things at the same time (the
 * keyboard, signals) and can call the operation off. */
#ifndef CHARLA_WAITER_H
#define CHARLA_WAITER_H

#include <poll.h>

struct waiter {
    /* Wait as poll(2) does.  Returns how many of `fds` are ready; 0: time is
     * up, or nothing has happened yet; -1 with errno set: EINTR is the same
     * as 0, ECANCELED calls the operation off. */
    int (*poll)(void *context, struct pollfd *fds, nfds_t count,
                int timeout_ms);
    void *context; /* borrowed; handed to poll */
};

/* Plain poll(2): nothing else is watched. */
extern const struct waiter waiter_plain;

/* Wait with `waiter`, `timeout_ms` at most, -1 for however long it takes.
 * Returns as waiter.poll does, with 0 in place of EINTR. */
int waiter_wait(const struct waiter *waiter, struct pollfd *fds, nfds_t count,
                int timeout_ms);

#endif
