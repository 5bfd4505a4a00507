/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/dynamic_library.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>

static struct table {
    size_t (*strlen)(const char *text);
    int (*strcmp)(const char *one, const char *other);
} table;

Test(dynamic_library, fills_the_table)
{
    static const struct dynamic_symbol symbols[] = {
        {"strlen", offsetof(struct table, strlen)},
        {"strcmp", offsetof(struct table, strcmp)},
    };

    cr_assert_null(dynamic_library_load(NULL, symbols, 2, &table));
    cr_expect_eq(table.strlen("abc"), 3);
    cr_expect_eq(table.strcmp("abc", "abc"), 0);
}

/* Half a table would be called as a whole one. */
Test(dynamic_library, without_one_symbol_leaves_the_table_alone)
{
    static const struct dynamic_symbol symbols[] = {
        {"strlen", offsetof(struct table, strlen)},
        {"charla_has_no_such_function", offsetof(struct table, strcmp)},
    };
    const char *why = dynamic_library_load(NULL, symbols, 2, &table);

    cr_assert_not_null(why);
    cr_expect_not_null(strstr(why, "charla_has_no_such_function"), "%s", why);
    cr_expect_null(table.strlen);
    cr_expect_null(table.strcmp);
}

Test(dynamic_library, that_is_not_there_is_named)
{
    static const struct dynamic_symbol symbols[] = {{"strlen", 0}};
    const char *why =
        dynamic_library_load("libcharla-none.so.0", symbols, 1, &table);

    cr_assert_not_null(why);
    cr_expect_not_null(strstr(why, "libcharla-none.so.0"), "%s", why);
    cr_expect_null(table.strlen);
}
