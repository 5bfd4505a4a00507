/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* close_timer: how long one still waits at the end for the other side, as long
 * as it makes progress. */
#ifndef CHARLA_CLOSE_TIMER_H
#define CHARLA_CLOSE_TIMER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct close_timer {
    atomic_ulong *progress; /* borrowed: counts up with every step */
    int limit_ms;           /* without a step: then it is over */
    bool has_begun;         /* until then there is no limit */
    unsigned long seen;     /* the progress when the deadline was set */
    int64_t deadline;
};

/* From now on there is a limit; twice is harmless. */
void close_timer_start(struct close_timer *timer);

/* How much is left, in ms; -1: it has not begun. */
int close_timer_left(struct close_timer *timer);

#endif
