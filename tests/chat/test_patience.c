/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/patience.h"

#include <criterion/criterion.h>

/* A day: no test takes that long. */
#define LONG_MS 86400000

static atomic_ulong progress;

Test(patience, has_no_limit_until_it_begins)
{
    struct patience patience = {.progress = &progress, .limit_ms = 0};

    cr_expect_eq(patience_left(&patience), -1);
    patience_begin(&patience);
    cr_expect_eq(patience_left(&patience), 0);
}

Test(patience, begins_once)
{
    struct patience patience = {.progress = &progress, .limit_ms = 0};

    patience_begin(&patience);
    patience.limit_ms = LONG_MS;
    patience_begin(&patience);
    cr_expect_eq(patience_left(&patience), 0);
}

/* Every step gives the other side the whole time again. */
Test(patience, lasts_while_there_is_progress)
{
    struct patience patience = {.progress = &progress, .limit_ms = 0};

    patience_begin(&patience);
    cr_expect_eq(patience_left(&patience), 0);
    patience.limit_ms = LONG_MS;
    atomic_fetch_add(&progress, 1);
    cr_expect_gt(patience_left(&patience), LONG_MS / 2);
    patience.limit_ms = 0;
    cr_expect_gt(patience_left(&patience), LONG_MS / 2);
    atomic_fetch_add(&progress, 1);
    cr_expect_eq(patience_left(&patience), 0);
}
