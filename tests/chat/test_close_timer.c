/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/close_timer.h"

#include <criterion/criterion.h>

/* A day: no test takes that long. */
#define LONG_MS 86400000

static atomic_ulong progress;

Test(close_timer, has_no_limit_until_it_begins)
{
    struct close_timer timer = {.progress = &progress, .limit_ms = 0};

    cr_expect_eq(close_timer_left(&timer), -1);
    close_timer_start(&timer);
    cr_expect_eq(close_timer_left(&timer), 0);
}

Test(close_timer, begins_once)
{
    struct close_timer timer = {.progress = &progress, .limit_ms = 0};

    close_timer_start(&timer);
    timer.limit_ms = LONG_MS;
    close_timer_start(&timer);
    cr_expect_eq(close_timer_left(&timer), 0);
}

/* Every step gives the other side the whole time again. */
Test(close_timer, lasts_while_there_is_progress)
{
    struct close_timer timer = {.progress = &progress, .limit_ms = 0};

    close_timer_start(&timer);
    cr_expect_eq(close_timer_left(&timer), 0);
    timer.limit_ms = LONG_MS;
    atomic_fetch_add(&progress, 1);
    cr_expect_gt(close_timer_left(&timer), LONG_MS / 2);
    timer.limit_ms = 0;
    cr_expect_gt(close_timer_left(&timer), LONG_MS / 2);
    atomic_fetch_add(&progress, 1);
    cr_expect_eq(close_timer_left(&timer), 0);
}

Test(close_timer, begins_again_after_a_stop)
{
    struct close_timer timer = {.progress = &progress, .limit_ms = 0};

    close_timer_begin_anew(&timer);
    cr_expect_eq(close_timer_left(&timer), -1);
    close_timer_start(&timer);
    timer.limit_ms = LONG_MS;
    cr_expect_eq(close_timer_left(&timer), 0);
    close_timer_begin_anew(&timer);
    cr_expect_gt(close_timer_left(&timer), LONG_MS / 2);
}
