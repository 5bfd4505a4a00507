/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/random.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

/* Each byte must change at some time: 64 equal ones in a row, in any place,
 * come once in 2^500 times. */
Test(random, fills_every_byte_and_no_other)
{
    static const size_t sizes[] = {1, 7, 32, 256};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char first[257] = {0}, room[257] = {0};
        bool has_changed[257] = {false};

        cr_assert_eq(random_fill(first, sizes[i]), 0);
        for (int round = 0; round < 64; round++) {
            cr_assert_eq(random_fill(room, sizes[i]), 0);
            for (size_t at = 0; at < sizeof room; at++)
                has_changed[at] |= room[at] != first[at];
        }
        for (size_t at = 0; at < sizeof room; at++)
            cr_expect_eq(has_changed[at], at < sizes[i], "%zu of %zu", at,
                         sizes[i]);
    }
}
