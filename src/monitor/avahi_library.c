/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/avahi_library.h"

#include <stddef.h>

#include "base/dynamic_library.h"
#include "base/error.h"
#include "base/i18n.h"

struct avahi_library avahi;

static const struct dynamic_symbol symbols[] = {
#define ENTRY(name) {"avahi_" #name, offsetof(struct avahi_library, name)},
    AVAHI_LIBRARY_FUNCTIONS(ENTRY)
#undef ENTRY
};

/* The client library loads the common one too, and dlsym looks in both. */
int avahi_library_load(struct error *error)
{
    const char *why =
        dynamic_library_load(AVAHI_SONAME, symbols,
                             sizeof symbols / sizeof *symbols, &avahi);

    if (why)
        error_set(error, _("cannot load Avahi's library: %s"), why);
    return why ? -1 : 0;
}
