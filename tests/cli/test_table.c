/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/table.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static char *written(bool aligned)
{
    static const char *const cells[] = {"ana",  "yes", "1", "花子", "no",
                                        "2",    "i",   "", "3"};
    struct table table = {.columns = 3};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        table_add(&table, cells[i]);
    table_write(&table, out, aligned);
    table_release(&table);
    fclose(out);
    return text;
}

Test(table, has_columns_as_wide_as_their_widest_cell)
{
    char *text = written(true);

    cr_expect_str_eq(text, "ana   yes  1\n"
                           "花子  no   2\n"
                           "i          3\n");
    free(text);
}

Test(table, has_tabs_for_programs)
{
    char *text = written(false);

    cr_expect_str_eq(text, "ana\tyes\t1\n花子\tno\t2\ni\t\t3\n");
    free(text);
}
