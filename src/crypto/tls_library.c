/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/tls_library.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/dynamic_library.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"

struct tls_library gnutls;

static const struct dynamic_symbol symbols[] = {
#define ENTRY(name) {"gnutls_" #name, offsetof(struct tls_library, name)},
    TLS_LIBRARY_FUNCTIONS(ENTRY)
    TLS_LIBRARY_VARIABLES(ENTRY)
#undef ENTRY
};

/* Some places in GnuTLS use what malloc returns without checking for NULL.  So
 * GnuTLS gets our allocator, which never returns NULL but ends the program in
 * good order. */
static void replace_allocation(void)
{
    *gnutls.malloc = memory_new;
    *gnutls.calloc = memory_items;
    *gnutls.realloc = memory_resize;
    *gnutls.strdup = memory_string;
}

static int load(struct error *error)
{
    const char *why =
        dynamic_library_load(GNUTLS_SONAME, symbols,
                             sizeof symbols / sizeof *symbols, &gnutls);
    int number;

    if (why) {
        error_set(error, _("cannot load the encryption library: %s"), why);
        return -1;
    }
    replace_allocation();
    number = gnutls.global_init();
    /* Make it read its catalog of messages now: the sandbox would not let
     * it. */
    (void)gnutls.strerror(GNUTLS_E_AGAIN);
    if (number < 0)
        error_set(error, _("cannot set up encryption: %s"),
                  gnutls.strerror(number));
    return number < 0 ? -1 : 0;
}

int tls_library_load(struct error *error)
{
    static bool is_loaded; /* and stays so to the end */

    if (!is_loaded)
        is_loaded = load(error) == 0;
    return is_loaded ? 0 : -1;
}

gnutls_datum_t tls_library_datum(const void *data, size_t length)
{
    gnutls_datum_t datum = {.size = (unsigned)length};

    memcpy(&datum.data, &data, sizeof data); /* its type is not const */
    return datum;
}
