/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/sodium_library.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/dynamic_library.h"
#include "base/error.h"
#include "base/i18n.h"

struct sodium_library sodium;

static const struct dynamic_symbol symbols[] = {
#define ENTRY(name, symbol) {#symbol, offsetof(struct sodium_library, name)},
    SODIUM_LIBRARY_FUNCTIONS(ENTRY)
#undef ENTRY
};

int sodium_library_load(struct error *error)
{
    static bool is_loaded; /* and stays so to the end */
    const char *why;

    if (is_loaded)
        return 0;
    why = dynamic_library_load(SODIUM_SONAME, symbols,
                               sizeof symbols / sizeof *symbols, &sodium);
    if (why) {
        error_set(error, _("cannot load the library that codes need: %s"),
                  why);
        return -1;
    }
    is_loaded = sodium.init() >= 0;
    if (!is_loaded)
        error_set(error, _("cannot set up the library that codes need"));
    return is_loaded ? 0 : -1;
}
