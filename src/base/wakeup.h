/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* wakeup: lets one thread wake another that waits in poll, as often as it
 * likes.  What there is to do is told elsewhere: the waking thread writes it
 * down before it rings, the woken one looks after wakeup_take. */
#ifndef CHARLA_WAKEUP_H
#define CHARLA_WAKEUP_H

#include <stdatomic.h>
#include <stdbool.h>

struct error;

struct wakeup {
    atomic_bool is_ringing;
    int pipe[2]; /* holds one byte while it is ringing */
};

/* Returns 0, or -1 with `error` set; then nothing needs releasing. */
int wakeup_init(struct wakeup *wakeup, struct error *error);
void wakeup_release(struct wakeup *wakeup);

/* Wake the thread that polls; any thread may. */
void wakeup_ring(struct wakeup *wakeup);

/* Readable (POLLIN) while it is ringing; to poll, nothing else. */
int wakeup_fd(const struct wakeup *wakeup);

/* The descriptor was readable: stop ringing.  By the woken thread alone. */
void wakeup_take(struct wakeup *wakeup);

#endif
