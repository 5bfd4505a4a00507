/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/close_timer.h"

#include "base/monotonic.h"

static void set_deadline(struct close_timer *timer)
{
    timer->seen = atomic_load(timer->progress);
    timer->deadline = monotonic_ms() + timer->limit_ms;
}

void close_timer_start(struct close_timer *timer)
{
    if (!timer->has_begun)
        set_deadline(timer);
    timer->has_begun = true;
}

int close_timer_left(struct close_timer *timer)
{
    if (!timer->has_begun)
        return -1;
    if (timer->seen != atomic_load(timer->progress))
        set_deadline(timer);
    return monotonic_left(timer->deadline);
}
