/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* dynamic_library: loads a shared library with dlopen when it is needed, and
 * fills a table with the addresses of its symbols, through which charla then
 * calls it. */
#ifndef CHARLA_DYNAMIC_LIBRARY_H
#define CHARLA_DYNAMIC_LIBRARY_H

#include <stddef.h>

/* A symbol, and where in the table its address belongs. */
struct dynamic_symbol {
    const char *name;
    size_t offset; /* in bytes */
};

/* Load the library `soname`, which stays loaded, and write the addresses of the
 * `count` symbols into `table`.  A `soname` of NULL means this program with the
 * libraries that it is linked with.  Returns NULL; or, if the library or one of
 * the symbols is missing, the system's words for that, borrowed until the next
 * call, and `table` is unchanged. */
const char *dynamic_library_load(const char *soname,
                                 const struct dynamic_symbol *symbols,
                                 size_t count, void *table);

#endif
