/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/retry.h"

#include <criterion/criterion.h>
#include <limits.h>

#include "base/clock.h"

/* Clocks seldom begin at 0; after 24.8 days this one does not fit into 32
 * bits. */
#define BEGIN (INT32_MAX - INT64_C(1000))

static const int schedule_s[] = {0, 1, 2, 4, 8, 15, 15, 15, 15};

#define TRIES (sizeof schedule_s / sizeof *schedule_s)

Test(retry, waits_0_1_2_4_8_and_then_always_15_seconds)
{
    struct retry retry;
    int64_t now = BEGIN;

    retry_begin(&retry, CLOCK_NEVER, 0);
    for (size_t i = 0; i < TRIES; i++) {
        int wait_ms = retry_next_ms(&retry, now);

        cr_expect_eq(wait_ms, 1000 * schedule_s[i], "try %zu: %d", i, wait_ms);
        now += wait_ms;
    }
}

/* A wait is counted from when the last try has failed, however long it took. */
Test(retry, does_not_make_up_for_tries_that_took_long)
{
    struct retry retry;

    retry_begin(&retry, CLOCK_NEVER, 0);
    cr_expect_eq(retry_next_ms(&retry, BEGIN), 0);
    cr_expect_eq(retry_next_ms(&retry, BEGIN + 90000), 1000);
    cr_expect_eq(retry_next_ms(&retry, BEGIN + 180000), 2000);
}

Test(retry, tries_once_more_at_the_deadline_and_then_gives_up)
{
    static const struct {
        int deadline_ms, waits[5];
    } cases[] = {
        {0, {0, -1, -1}},
        {1, {0, 1, -1}},
        {999, {0, 999, -1}},
        {1000, {0, 1000, -1}},
        {1001, {0, 1000, 1, -1}},
        {5000, {0, 1000, 2000, 2000, -1}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct retry retry;
        int64_t now = BEGIN;
        int wait_ms = 0;

        retry_begin(&retry, BEGIN + cases[i].deadline_ms, 0);
        for (size_t n = 0; wait_ms >= 0; n++) {
            wait_ms = retry_next_ms(&retry, now);
            cr_expect_eq(wait_ms, cases[i].waits[n], "%d ms, try %zu: %d",
                         cases[i].deadline_ms, n, wait_ms);
            now += wait_ms;
        }
        cr_expect_eq(retry_next_ms(&retry, now + 1), -1);
    }
}

Test(retry, tries_once_even_after_the_deadline)
{
    struct retry retry;

    retry_begin(&retry, BEGIN - 5000, 0);
    cr_expect_eq(retry_next_ms(&retry, BEGIN), 0);
    cr_expect_eq(retry_next_ms(&retry, BEGIN), -1);
}

Test(retry, strays_by_a_tenth_at_most_and_in_both_directions)
{
    int least = INT_MAX, most = 0;

    for (uint32_t seed = 1; seed <= 1000; seed++) {
        struct retry retry;

        retry_begin(&retry, CLOCK_NEVER, seed * UINT32_C(2654435761));
        for (size_t i = 0; i < TRIES; i++) {
            int wait_ms = retry_next_ms(&retry, BEGIN);

            cr_expect_geq(wait_ms, 900 * schedule_s[i]);
            cr_expect_leq(wait_ms, 1100 * schedule_s[i]);
            if (i == TRIES - 1) {
                least = wait_ms < least ? wait_ms : least;
                most = wait_ms > most ? wait_ms : most;
            }
        }
    }
    cr_expect_lt(least, 13600);
    cr_expect_gt(most, 16400);
}

Test(retry, of_different_seeds_falls_out_of_step)
{
    struct retry one, other;
    int same = 0;

    retry_begin(&one, CLOCK_NEVER, 4711);
    retry_begin(&other, CLOCK_NEVER, 4712);
    for (size_t i = 0; i < TRIES; i++)
        same += retry_next_ms(&one, BEGIN) == retry_next_ms(&other, BEGIN);
    cr_expect_lt(same, 3);
}
