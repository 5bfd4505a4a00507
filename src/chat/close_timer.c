/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/close_timer.h"

#include "base/monotonic.h"

static void set_deadline(struct close_timer *patience)
{
    patience->seen = atomic_load(patience->progress);
    patience->deadline = monotonic_ms() + patience->limit_ms;
}

void close_timer_start(struct close_timer *patience)
{
    if (!patience->has_begun)
        set_deadline(patience);
    patience->has_begun = true;
}

int close_timer_left(struct close_timer *patience)
{
    if (!patience->has_begun)
        return -1;
    if (patience->seen != atomic_load(patience->progress))
        set_deadline(patience);
    return monotonic_left(patience->deadline);
}
