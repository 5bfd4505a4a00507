/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/code.h"

#include <criterion/criterion.h>

Test(code, is_read_as_people_write_it)
{
    static const char *const right[] = {"4711-382-915", "4711 382 915",
                                        "4711-382 915"};
    char digits[CODE_DIGITS + 1];
    struct code code;

    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        cr_expect(code_parse(right[i], &code), "%s", right[i]);
        cr_expect_str_eq(code.text, "4711-382-915");
        code_write_digits(&code, digits);
        cr_expect_str_eq(digits, "4711382915");
    }
}

Test(code, is_nothing_else)
{
    static const char *const wrong[] = {
        "", "4711", "4711-382", "4711-382-91", "4711-382-9155",
        "471-1382-915", "4711382915", "4711--382-915", "4711-382-915-",
        " 4711-382-915", "47a1-382-915", "4711:382:915", "-4711-382-915",
    };
    struct code code = {"untouched"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(code_parse(wrong[i], &code), "%s", wrong[i]);
    cr_expect_str_eq(code.text, "untouched");
}
