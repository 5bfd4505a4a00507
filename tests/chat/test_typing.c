/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/typing.h"

#include <criterion/criterion.h>

Test(typing, is_told_at_once_and_then_not_too_often)
{
    static const struct {
        int64_t at;
        bool is_told;
    } keys[] = {
        {0, true},
        {1, false},
        {TYPING_PAUSE_MS - 1, false},
        {TYPING_PAUSE_MS, true},
        {TYPING_PAUSE_MS + 1, false},
        {2 * TYPING_PAUSE_MS - 1, false},
        {90000, true},
        {90001, false},
    };
    struct typing typing = {0};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        cr_expect_eq(typing_is_to_be_told(&typing, keys[i].at),
                     keys[i].is_told, "key %zu", i);
}
