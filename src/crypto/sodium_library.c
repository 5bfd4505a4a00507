/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/sodium_library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

struct sodium_library sodium;

static const struct {
    const char *symbol;
    size_t offset; /* of its pointer in the table */
} entries[] = {
#define ENTRY(name, symbol) {#symbol, offsetof(struct sodium_library, name)},
    SODIUM_LIBRARY_FUNCTIONS(ENTRY)
#undef ENTRY
};

/* Fill the table.  Returns 0, or -1 if a symbol is missing. */
static int resolve(void *handle)
{
    struct sodium_library found;

    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        void *address = dlsym(handle, entries[i].symbol);

        if (!address)
            return -1;
        memcpy((char *)&found + entries[i].offset, &address, sizeof address);
    }
    sodium = found;
    return 0;
}

int sodium_library_load(struct error *error)
{
    static bool is_loaded; /* and stays so to the end */
    void *handle;

    if (is_loaded)
        return 0;
    handle = dlopen(SODIUM_SONAME, RTLD_NOW | RTLD_LOCAL);
    if (!handle || resolve(handle) < 0) {
        error_set(error, _("cannot load the library that codes need: %s"),
                  dlerror());
        return -1;
    }
    is_loaded = sodium.init() >= 0;
    if (!is_loaded)
        error_set(error, _("cannot set up the library that codes need"));
    return is_loaded ? 0 : -1;
}
