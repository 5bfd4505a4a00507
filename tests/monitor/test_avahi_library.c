/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said when Avahi's library is missing. */
#include <config.h>

#include "monitor/avahi_library.h"

#include <criterion/criterion.h>
#include <stddef.h>

#include "base/dynamic_library.h"
#include "base/error.h"

static const char *missing; /* why the library cannot be loaded; NULL: it can */

/* In place of the one of base/. */
const char *dynamic_library_load(const char *soname,
                                 const struct dynamic_symbol *symbols,
                                 size_t count, void *table)
{
    (void)soname, (void)symbols, (void)count;
    cr_expect_eq(table, (void *)&avahi);
    return missing;
}

Test(avahi_library, that_is_missing_is_an_error)
{
    struct error error = {0};

    cr_expect_eq(avahi_library_load(&error), 0);
    missing = "no such file";
    cr_expect_eq(avahi_library_load(&error), -1);
    cr_expect_str_eq(error.text,
                     "cannot load Avahi's library: no such file");
}
