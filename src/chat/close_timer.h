/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* close_timer: limits the wait for the other side at the end of a conversation.
 * Each step that the other side makes starts the time again. */
#ifndef CHARLA_CLOSE_TIMER_H
#define CHARLA_CLOSE_TIMER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct close_timer {
    atomic_ulong *progress; /* borrowed: counts up with every step */
    int limit_ms;           /* the most between two steps */
    bool has_begun;         /* until then there is no limit */
    unsigned long seen;     /* the progress when the deadline was set */
    int64_t deadline;
};

/* From now on there is a limit; twice is harmless. */
void close_timer_start(struct close_timer *timer);

/* How much time is left, in ms; 0: it is over; -1: it has not begun. */
int close_timer_left(struct close_timer *timer);

#endif
