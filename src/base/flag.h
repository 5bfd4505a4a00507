/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* flag: the shared flag that ends a conversation.
 *
 * Raised once, by whichever thread learns first that it is over, and never
 * lowered.  A thread that waits sees it through a descriptor, one that works
 * looks at the flag itself. */
#ifndef CHARLA_FLAG_H
#define CHARLA_FLAG_H

#include <stdatomic.h>
#include <stdbool.h>

struct error;

struct flag {
    atomic_bool raised;
    int pipe[2]; /* a byte is written at the raising, and never read */
};

/* Returns 0, or -1 with `error` set; then nothing needs releasing. */
int flag_init(struct flag *shutdown, struct error *error);
void flag_release(struct flag *shutdown);

/* What the raising thread wrote before is seen by who sees the flag up. */
void flag_raise(struct flag *shutdown);
bool flag_is_raised(struct flag *shutdown);

/* Readable (POLLIN) from the raising on; to poll, nothing else. */
int flag_fd(const struct flag *shutdown);

#endif
