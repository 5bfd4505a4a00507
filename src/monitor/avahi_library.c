/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/avahi_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

struct avahi_library avahi;

static const struct {
    const char *symbol;
    size_t offset; /* of its pointer in the table */
} entries[] = {
#define ENTRY(name) {"avahi_" #name, offsetof(struct avahi_library, name)},
    AVAHI_LIBRARY_FUNCTIONS(ENTRY)
#undef ENTRY
};

/* The client library loads the common one too, and dlsym looks in both. */
int avahi_library_load(struct error *error)
{
    void *handle = dlopen(AVAHI_SONAME, RTLD_NOW | RTLD_LOCAL);

    for (size_t i = 0; handle && i < sizeof entries / sizeof *entries; i++) {
        void *address = dlsym(handle, entries[i].symbol);

        if (!address)
            handle = NULL;
        memcpy((char *)&avahi + entries[i].offset, &address, sizeof address);
    }
    if (!handle)
        error_set(error, _("cannot load Avahi's library: %s"), dlerror());
    return handle ? 0 : -1;
}
