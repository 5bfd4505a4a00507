/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said when libsodium is missing or does not work. */
#include <config.h>

#include "crypto/sodium_library.h"

#include <criterion/criterion.h>
#include <stddef.h>

#include "base/dynamic_library.h"
#include "base/error.h"

static const char *missing; /* why the library cannot be loaded; NULL: it can */
static int result;          /* of its initialization */
static int loads;

static int initialize(void)
{
    return result;
}

/* In place of the one of base/. */
const char *dynamic_library_load(const char *soname,
                                 const struct dynamic_symbol *symbols,
                                 size_t count, void *table)
{
    (void)soname, (void)symbols, (void)count;
    loads++;
    if (!missing)
        ((struct sodium_library *)table)->init = initialize;
    return missing;
}

Test(sodium_library, that_is_missing_is_an_error)
{
    struct error error = {0};

    missing = "no such file";
    cr_expect_eq(sodium_library_load(&error), -1);
    cr_expect_str_eq(error.text, "cannot load the library that codes need: no "
                                 "such file");
}

/* Whoever tries again may have more luck, and who had it loads nothing more. */
Test(sodium_library, that_does_not_work_is_an_error_until_it_does)
{
    struct error error = {0};

    result = -1;
    cr_expect_eq(sodium_library_load(&error), -1);
    cr_expect_str_eq(error.text, "cannot set up the library that codes need");
    result = 1; /* it was set up before, sodium_init(3) */
    cr_expect_eq(sodium_library_load(&error), 0);
    cr_expect_eq(loads, 2);
    cr_expect_eq(sodium_library_load(&error), 0);
    cr_expect_eq(loads, 2);
}
