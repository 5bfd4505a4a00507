/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/own_addresses.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum network { NETWORK_REAL, NETWORK_TUNNEL, NETWORK_INTERNAL };

/* How useful an address is to a caller; worse ones are left out where there
 * is a better one. */
enum tier { TIER_GOOD, TIER_LINK_LOCAL, TIER_INTERNAL, TIER_NONE };

/* The names that the usual programs give to interfaces they make. */
static const struct {
    const char *prefix;
    enum network network;
} made_interfaces[] = {
    {"docker", NETWORK_INTERNAL},   {"virbr", NETWORK_INTERNAL},
    {"veth", NETWORK_INTERNAL},     {"vnet", NETWORK_INTERNAL},
    {"vboxnet", NETWORK_INTERNAL},  {"vmnet", NETWORK_INTERNAL},
    {"lxcbr", NETWORK_INTERNAL},    {"lxdbr", NETWORK_INTERNAL},
    {"incusbr", NETWORK_INTERNAL},  {"podman", NETWORK_INTERNAL},
    {"cni", NETWORK_INTERNAL},      {"cali", NETWORK_INTERNAL},
    {"flannel", NETWORK_INTERNAL},  {"kube", NETWORK_INTERNAL},
    {"waydroid", NETWORK_INTERNAL}, {"dummy", NETWORK_INTERNAL},
    {"tun", NETWORK_TUNNEL},        {"tap", NETWORK_TUNNEL},
    {"wg", NETWORK_TUNNEL},         {"zt", NETWORK_TUNNEL},
    {"tailscale", NETWORK_TUNNEL},  {"nebula", NETWORK_TUNNEL},
    {"ipsec", NETWORK_TUNNEL},
};

/* Docker's bridges are "br-" and twelve digits; "br-lan" is a real network. */
static bool is_docker_bridge(const char *name)
{
    return strncmp(name, "br-", 3) == 0 && strlen(name) == 15 &&
           strspn(name + 3, "0123456789abcdef") == 12;
}

static enum network network_of(const struct own_address *own)
{
    if (is_docker_bridge(own->interface))
        return NETWORK_INTERNAL;
    for (size_t i = 0; i < sizeof made_interfaces / sizeof *made_interfaces;
         i++) {
        const char *prefix = made_interfaces[i].prefix;
        if (strncmp(own->interface, prefix, strlen(prefix)) == 0)
            return made_interfaces[i].network;
    }
    return own->flags & IFF_POINTOPOINT ? NETWORK_TUNNEL : NETWORK_REAL;
}

static enum tier tier_of(const struct own_address *own, int family)
{
    const unsigned wanted = IFF_UP | IFF_RUNNING;
    int own_family = own->address.storage.ss_family;

    if ((own_family != AF_INET && own_family != AF_INET6) ||
        (family != AF_UNSPEC && family != own_family) || own->is_unusable ||
        (own->flags & wanted) != wanted || (own->flags & IFF_LOOPBACK))
        return TIER_NONE;
    if (network_of(own) == NETWORK_INTERNAL)
        return address_is_link_local(&own->address) ? TIER_NONE : TIER_INTERNAL;
    return address_is_link_local(&own->address) ? TIER_LINK_LOCAL : TIER_GOOD;
}

static bool is_unique_local(const struct address *address)
{
    const struct sockaddr_in6 *ipv6 =
        (const struct sockaddr_in6 *)&address->storage;

    return (ipv6->sin6_addr.s6_addr[0] & 0xFE) == 0xFC;
}

/* Smaller is better; each rule outweighs all those after it. */
static unsigned rank_of(const struct own_address *own)
{
    unsigned age = own->is_deprecated ? 2 : own->is_temporary ? 1 : 0;
    unsigned kind = own->address.storage.ss_family == AF_INET ? 0
                    : is_unique_local(&own->address)          ? 2
                                                              : 1;

    return (unsigned)network_of(own) << 6 | age << 4 |
           (own->is_default ? 0u : 1u) << 2 | kind;
}

struct candidate {
    const struct own_address *own;
    unsigned rank;
};

static int compare(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->own < b->own ? -1 : a->own > b->own; /* in the system's order */
}

void own_addresses_choose(const struct own_address *own, size_t count,
                          int family, struct address_list *list)
{
    struct candidate *candidates = memory_items(count, sizeof *candidates);
    enum tier best = TIER_NONE;
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        if (tier_of(&own[i], family) < best)
            best = tier_of(&own[i], family);
    for (size_t i = 0; best != TIER_NONE && i < count; i++)
        if (tier_of(&own[i], family) == best)
            candidates[found++] = (struct candidate){&own[i], rank_of(&own[i])};
    qsort(candidates, found, sizeof *candidates, compare);
    for (size_t i = 0; i < found && i < OWN_ADDRESSES_MAX; i++)
        address_list_add(list, address_sockaddr(&candidates[i].own->address),
                         candidates[i].own->address.length);
    free(candidates);
}
