/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/cancelled.h"

#include <errno.h>

static int cancel(void *context, struct pollfd *fds, nfds_t count,
                  int timeout_ms)
{
    (void)context;
    (void)fds;
    (void)count;
    (void)timeout_ms;
    errno = ECANCELED;
    return -1;
}

const struct waiter cancelled = {.poll = cancel};
