/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* struct sockaddr_storage is made to be read as the family's own type
 * (POSIX, <sys/socket.h>). */
static const struct sockaddr_in *as_ipv4(const struct sockaddr_storage *s)
{
    return (const struct sockaddr_in *)s;
}

static const struct sockaddr_in6 *as_ipv6(const struct sockaddr_storage *s)
{
    return (const struct sockaddr_in6 *)s;
}

void address_list_add(struct address_list *list, const struct sockaddr *address,
                      socklen_t length)
{
    struct address *added;

    if (length > sizeof added->storage)
        return;
    list->items =
        memory_resize(list->items, (list->count + 1) * sizeof *list->items);
    added = &list->items[list->count++];
    *added = (struct address){.length = length};
    memcpy(&added->storage, address, length);
}

void address_list_release(struct address_list *list)
{
    free(list->items);
    *list = (struct address_list){0};
}

void address_interleave(struct address_list *list)
{
    struct address *sorted;
    size_t next[2] = {0, 0}; /* of the first family, of the others */
    int first;

    if (list->count == 0)
        return;
    first = list->items[0].storage.ss_family;
    sorted = memory_new(list->count * sizeof *sorted);
    for (size_t taken = 0; taken < list->count; taken++) {
        for (size_t turn = taken % 2, tries = 0; tries < 2; tries++) {
            size_t *i = &next[turn];
            while (*i < list->count &&
                   (list->items[*i].storage.ss_family != first) != turn)
                ++*i;
            if (*i < list->count) {
                sorted[taken] = list->items[(*i)++];
                break;
            }
            turn = 1 - turn;
        }
    }
    free(list->items);
    list->items = sorted;
}

void address_format(const struct address *address, char text[ADDRESS_TEXT_MAX])
{
    struct sockaddr_storage shown = address->storage;
    socklen_t length = address->length;

    if (shown.ss_family == AF_INET6 &&
        IN6_IS_ADDR_V4MAPPED(&as_ipv6(&shown)->sin6_addr)) {
        struct sockaddr_in plain = {.sin_family = AF_INET};
        memcpy(&plain.sin_addr, as_ipv6(&shown)->sin6_addr.s6_addr + 12, 4);
        memcpy(&shown, &plain, sizeof plain);
        length = sizeof plain;
    }
    if (getnameinfo((const struct sockaddr *)&shown, length, text,
                    ADDRESS_TEXT_MAX, NULL, 0, NI_NUMERICHOST) != 0)
        snprintf(text, ADDRESS_TEXT_MAX, "?");
}

unsigned address_port(const struct address *address)
{
    switch (address->storage.ss_family) {
    case AF_INET:
        return ntohs(as_ipv4(&address->storage)->sin_port);
    case AF_INET6:
        return ntohs(as_ipv6(&address->storage)->sin6_port);
    default:
        return 0;
    }
}

bool address_is_wildcard(const struct address *address)
{
    switch (address->storage.ss_family) {
    case AF_INET:
        return as_ipv4(&address->storage)->sin_addr.s_addr == htonl(INADDR_ANY);
    case AF_INET6:
        return IN6_IS_ADDR_UNSPECIFIED(&as_ipv6(&address->storage)->sin6_addr);
    default:
        return false;
    }
}

int address_reach(const struct address *bound)
{
    return bound->storage.ss_family == AF_INET6 && address_is_wildcard(bound)
               ? AF_UNSPEC
               : bound->storage.ss_family;
}

bool address_is_link_local(const struct address *address)
{
    if (address->storage.ss_family == AF_INET6)
        return IN6_IS_ADDR_LINKLOCAL(&as_ipv6(&address->storage)->sin6_addr);
    return address->storage.ss_family == AF_INET &&
           ntohl(as_ipv4(&address->storage)->sin_addr.s_addr) >> 16 == 0xA9FE;
}

bool address_lacks_scope(const struct address *address)
{
    return address->storage.ss_family == AF_INET6 &&
           address_is_link_local(address) &&
           as_ipv6(&address->storage)->sin6_scope_id == 0;
}
