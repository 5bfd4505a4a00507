/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/clock.h"

#include <stddef.h>
#include <time.h>

long long clock_now_ms(const struct clock *clock)
{
    struct timespec time;

    if (clock->now)
        return clock->now(clock->context);
    clock_gettime(CLOCK_REALTIME, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}
