/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* avahi_library: loads Avahi's client library with dlopen, in the process that
 * discovery starts.  That calls it through the table `avahi`:
 * avahi.client_new is avahi_client_new, and so on. */
#ifndef CHARLA_AVAHI_LIBRARY_H
#define CHARLA_AVAHI_LIBRARY_H

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>

struct error;

#define AVAHI_LIBRARY_FUNCTIONS(NAME)                                         \
    NAME(address_snprint)                                                     \
    NAME(alternative_service_name)                                            \
    NAME(client_errno)                                                        \
    NAME(client_free)                                                         \
    NAME(client_new)                                                          \
    NAME(entry_group_add_service_strlst)                                      \
    NAME(entry_group_add_service_subtype)                                     \
    NAME(entry_group_commit)                                                  \
    NAME(entry_group_is_empty)                                                \
    NAME(entry_group_new)                                                     \
    NAME(entry_group_reset)                                                   \
    NAME(free)                                                                \
    NAME(service_browser_new)                                                 \
    NAME(service_resolver_free)                                               \
    NAME(service_resolver_new)                                                \
    NAME(simple_poll_get)                                                     \
    NAME(simple_poll_iterate)                                                 \
    NAME(simple_poll_new)                                                     \
    NAME(simple_poll_set_func)                                                \
    NAME(strerror)                                                            \
    NAME(string_list_find)                                                    \
    NAME(string_list_free)                                                    \
    NAME(string_list_get_pair)                                                \
    NAME(string_list_new)

struct avahi_library {
#define AVAHI_LIBRARY_POINTER(name) __typeof__(avahi_##name) *name;
    AVAHI_LIBRARY_FUNCTIONS(AVAHI_LIBRARY_POINTER)
#undef AVAHI_LIBRARY_POINTER
};

/* The table: filled by avahi_library_load, then never changed. */
extern struct avahi_library avahi;

/* Load the library.  Returns 0, or -1 with `error` set. */
int avahi_library_load(struct error *error);

#endif
