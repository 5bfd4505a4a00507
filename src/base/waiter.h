/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* waiter: lets the caller of a slow operation decide how that waits for its
 * descriptors, so that the caller can watch other things at the same time (the
 * keyboard, signals) and can cancel the operation. */
#ifndef CHARLA_WAITER_H
#define CHARLA_WAITER_H

#include <poll.h>

struct waiter {
    /* Wait as poll(2) does.  Returns how many of `fds` are ready; 0 if the time
     * is up or nothing has happened yet; -1 with errno set: EINTR means the
     * same as 0, ECANCELED cancels the operation. */
    int (*poll)(void *context, struct pollfd *fds, nfds_t count,
                int timeout_ms);
    void *context; /* borrowed; handed to poll */
};

/* Plain poll(2): nothing else is watched. */
extern const struct waiter waiter_plain;

/* Wait with `waiter` for at most `timeout_ms` (-1: no limit).  Returns as
 * waiter.poll does, but 0 in place of EINTR. */
int waiter_wait(const struct waiter *waiter, struct pollfd *fds, nfds_t count,
                int timeout_ms);

#endif
