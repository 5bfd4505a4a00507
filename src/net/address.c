/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
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

void address_list_add(struct address_list *list,
                      const struct sockaddr *address, socklen_t length)
{
    struct address *added;

    if (length > sizeof added->storage)
        return;
    list->items = memory_resize(list->items,
                                (list->count + 1) * sizeof *list->items);
    added = &list->items[list->count++];
    *added = (struct address){.length = length};
    memcpy(&added->storage, address, length);
}

void address_list_release(struct address_list *list)
{
    free(list->items);
    *list = (struct address_list){0};
}

static const char *look_up_words(int code)
{
    switch (code) {
    case EAI_NONAME:
        return _("unknown host");
    case EAI_AGAIN:
        return _("unknown host, or no name server answers now");
    case EAI_SYSTEM:
        return error_words(errno);
    default:
        return gai_strerror(code);
    }
}

int address_look_up(const char *host, const char *port, int family,
                    struct address_list *list, struct error *error)
{
    struct addrinfo hints = {
        .ai_family = family,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV | (host ? 0 : AI_PASSIVE),
    };
    struct addrinfo *found;
    size_t length = host ? strlen(host) : 0;
    char *bare = host ? memory_string(host) : NULL;
    int code;

    if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
        memmove(bare, bare + 1, length - 2);
        bare[length - 2] = '\0';
    }
    code = getaddrinfo(bare, port, &hints, &found);
    if (code != 0) {
        error_set(error, "%s: %s", host ? host : "*", look_up_words(code));
        free(bare);
        return -1;
    }
    for (struct addrinfo *each = found; each; each = each->ai_next)
        address_list_add(list, each->ai_addr, each->ai_addrlen);
    freeaddrinfo(found);
    free(bare);
    return 0;
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
        return as_ipv4(&address->storage)->sin_addr.s_addr ==
               htonl(INADDR_ANY);
    case AF_INET6:
        return IN6_IS_ADDR_UNSPECIFIED(
            &as_ipv6(&address->storage)->sin6_addr);
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

static bool can_be_called(const struct ifaddrs *interface, int family)
{
    const struct sockaddr *address = interface->ifa_addr;

    if (!address || !(interface->ifa_flags & IFF_UP) ||
        (interface->ifa_flags & IFF_LOOPBACK))
        return false;
    if (family != AF_UNSPEC && address->sa_family != family)
        return false;
    if (address->sa_family == AF_INET6)
        return !IN6_IS_ADDR_LINKLOCAL(
            &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    return address->sa_family == AF_INET;
}

void address_list_own(struct address_list *list, int family)
{
    struct ifaddrs *interfaces;

    if (getifaddrs(&interfaces) < 0)
        return;
    for (struct ifaddrs *each = interfaces; each; each = each->ifa_next)
        if (can_be_called(each, family))
            address_list_add(list, each->ifa_addr,
                             each->ifa_addr->sa_family == AF_INET6
                                 ? sizeof(struct sockaddr_in6)
                                 : sizeof(struct sockaddr_in));
    freeifaddrs(interfaces);
}
