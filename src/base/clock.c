/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/clock.h"

#include <limits.h>
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

int64_t clock_monotonic_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int clock_ms_left(int64_t deadline)
{
    int64_t left;

    if (deadline == CLOCK_NEVER)
        return -1;
    left = deadline - clock_monotonic_ms();
    if (left <= 0)
        return 0;
    return left < INT_MAX ? (int)left : INT_MAX;
}

int clock_shorter(int one_ms, int other_ms)
{
    return other_ms < 0 || (one_ms >= 0 && one_ms < other_ms) ? one_ms
                                                              : other_ms;
}
