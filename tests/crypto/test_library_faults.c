/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said when GnuTLS is there but does not work. */
#include <config.h>

#include "crypto/tls_library.h"

#include <criterion/criterion.h>
#include <stddef.h>

#include "base/dynamic_library.h"
#include "base/error.h"
#include "base/memory.h"

static int result; /* of its initialization */
static int loads;
static gnutls_alloc_function allocate;
static gnutls_calloc_function allocate_items;
static gnutls_realloc_function resize;
static char *(*copy)(const char *);

static int initialize(void)
{
    return result;
}

static const char *words_of(int number)
{
    return number < 0 ? "a fault" : "fine";
}

/* In place of the one of base/. */
const char *dynamic_library_load(const char *soname,
                                 const struct dynamic_symbol *symbols,
                                 size_t count, void *table)
{
    struct tls_library *made = table;

    (void)soname, (void)symbols, (void)count;
    loads++;
    made->global_init = initialize;
    made->strerror = words_of;
    made->malloc = &allocate;
    made->calloc = &allocate_items;
    made->realloc = &resize;
    made->strdup = &copy;
    return NULL;
}

Test(library_faults, gnutls_that_does_not_work_is_an_error_until_it_does)
{
    struct error error = {0};

    result = -1;
    cr_expect_eq(tls_library_load(&error), -1);
    cr_expect_str_eq(error.text, "cannot set up encryption: a fault");
    result = 0;
    cr_expect_eq(tls_library_load(&error), 0);
    cr_expect_eq(tls_library_load(&error), 0);
    cr_expect_eq(loads, 2);
    cr_expect_eq(allocate, memory_new); /* which never returns NULL */
}
