/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/close_timer.h"

#include "base/clock.h"

static void set_deadline(struct close_timer *timer)
{
    timer->seen = atomic_load(timer->progress);
    timer->deadline = clock_monotonic_ms() + timer->limit_ms;
}

void close_timer_start(struct close_timer *timer)
{
    if (!timer->has_begun)
        set_deadline(timer);
    timer->has_begun = true;
}

void close_timer_begin_anew(struct close_timer *timer)
{
    if (timer->has_begun)
        set_deadline(timer);
}

int close_timer_left(struct close_timer *timer)
{
    if (!timer->has_begun)
        return -1;
    if (timer->seen != atomic_load(timer->progress))
        set_deadline(timer);
    return clock_ms_left(timer->deadline);
}
