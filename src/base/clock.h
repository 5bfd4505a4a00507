/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clock: what time it is, from a source that a test may replace. */
#ifndef CHARLA_CLOCK_H
#define CHARLA_CLOCK_H

struct clock {
    /* Milliseconds since the Epoch.  NULL: the system's clock. */
    long long (*now)(void *context);
    void *context; /* borrowed */
};

long long clock_now_ms(const struct clock *clock);

#endif
