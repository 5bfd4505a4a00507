/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* close_timer: limits how long charla waits for the other side at the end of a
 * conversation.  Any progress of the other side starts the time again. */
#ifndef CHARLA_CLOSE_TIMER_H
#define CHARLA_CLOSE_TIMER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct close_timer {
    atomic_ulong *progress; /* borrowed: grows with any progress */
    int limit_ms;           /* how long there may be none */
    bool has_begun;         /* without this there is no limit */
    unsigned long seen;     /* `progress` when the deadline was set */
    int64_t deadline;
};

/* From now on there is a limit; calling this twice is harmless. */
void close_timer_start(struct close_timer *timer);

/* This process was stopped: if there is a limit, the time begins again. */
void close_timer_begin_anew(struct close_timer *timer);

/* How much time is left, in ms; 0: none; -1: there is no limit yet. */
int close_timer_left(struct close_timer *timer);

#endif
