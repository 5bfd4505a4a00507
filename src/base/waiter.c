/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/waiter.h"

#include <errno.h>
#include <stddef.h>

static int plain_poll(void *context, struct pollfd *fds, nfds_t count,
                      int timeout_ms)
{
    (void)context;
    return poll(fds, count, timeout_ms);
}

const struct waiter waiter_plain = {.poll = plain_poll};

int waiter_wait(const struct waiter *waiter, struct pollfd *fds, nfds_t count,
                int timeout_ms)
{
    int ready = waiter->poll(waiter->context, fds, count, timeout_ms);

    return ready < 0 && errno == EINTR ? 0 : ready;
}
