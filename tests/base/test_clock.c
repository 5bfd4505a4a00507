/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/clock.h"

#include <criterion/criterion.h>
#include <limits.h>

/* Also where a long has 32 bits. */
_Static_assert(sizeof clock_monotonic_ms() == sizeof(int64_t),
               "after 24.8 days the clock would overflow");

Test(clock, only_goes_forward)
{
    int64_t before = clock_monotonic_ms();

    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_monotonic_ms();

        cr_assert_geq(now, before);
        before = now;
    }
}

Test(clock, tells_poll_how_long_to_wait)
{
    int64_t now = clock_monotonic_ms();
    int left = clock_ms_left(now + 1000000);

    cr_expect(left > 0 && left <= 1000000, "%d", left);
    cr_expect_eq(clock_ms_left(now), 0);
    cr_expect_eq(clock_ms_left(now - 1), 0);
    cr_expect_eq(clock_ms_left(INT64_MIN / 2), 0);
    cr_expect_eq(clock_ms_left(CLOCK_NEVER), -1);
    cr_expect_eq(clock_ms_left(now + (INT64_C(1) << 32) + 1000), INT_MAX);
}

Test(clock, finds_the_shorter_of_two_timeouts)
{
    cr_expect_eq(clock_shorter(1, 2), 1);
    cr_expect_eq(clock_shorter(2, 1), 1);
    cr_expect_eq(clock_shorter(0, 1), 0);
    cr_expect_eq(clock_shorter(-1, 0), 0);
    cr_expect_eq(clock_shorter(0, -1), 0);
    cr_expect_eq(clock_shorter(-1, 5), 5);
    cr_expect_eq(clock_shorter(5, -1), 5);
    cr_expect_eq(clock_shorter(-1, -1), -1);
}
