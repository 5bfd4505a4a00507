/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clock: reads the time of day, which a test can replace, and a monotonic clock
 * for deadlines. */
#ifndef CHARLA_CLOCK_H
#define CHARLA_CLOCK_H

#include <stdint.h>

struct clock {
    /* Milliseconds since the Epoch.  NULL: the system's clock. */
    long long (*now)(void *context);
    void *context; /* borrowed */
};

/* The time of day, in milliseconds since the Epoch. */
long long clock_now_ms(const struct clock *clock);

/* Milliseconds since some moment in the past, on a clock that nobody can set
 * (CLOCK_MONOTONIC).  32 bits would overflow after 24 days. */
int64_t clock_monotonic_ms(void);

/* A deadline that never comes. */
#define CLOCK_NEVER INT64_MAX

/* How many milliseconds are left until `deadline` on the monotonic clock, as a
 * timeout for poll: 0 when it has passed, -1 for CLOCK_NEVER. */
int clock_ms_left(int64_t deadline);

/* The shorter of two timeouts for poll, of which -1 means for ever. */
int clock_shorter(int one_ms, int other_ms);

#endif
