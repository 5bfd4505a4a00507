/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* shutdown: the shared flag that ends a conversation.
 *
 * Raised once, by whichever thread learns first that it is over, and never
 * lowered.  A thread that waits sees it through a descriptor, one that works
 * looks at the flag itself. */
#ifndef CHARLA_SHUTDOWN_H
#define CHARLA_SHUTDOWN_H

#include <stdatomic.h>
#include <stdbool.h>

struct error;

struct shutdown {
    atomic_bool raised;
    int pipe[2]; /* a byte is written at the raising, and never read */
};

/* Returns 0, or -1 with `error` set; then nothing needs releasing. */
int shutdown_init(struct shutdown *shutdown, struct error *error);
void shutdown_release(struct shutdown *shutdown);

/* What the raising thread wrote before is seen by who sees the flag up. */
void shutdown_raise(struct shutdown *shutdown);
bool shutdown_raised(struct shutdown *shutdown);

/* Readable (POLLIN) from the raising on; to poll, nothing else. */
int shutdown_fd(const struct shutdown *shutdown);

#endif
