/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* own_addresses: chooses which addresses of this machine to give to somebody
 * who wants to call it, the one most likely to work first.  Pure: the addresses
 * are passed in.
 *
 * The criteria, in this order:
 *   1. the network of the interface: a real one before a tunnel (VPN).
 *      Interfaces that only reach this machine's own containers and virtual
 *      machines are left out, and so are those that are down or have no link;
 *   2. an IPv6 address that lasts before a temporary one (RFC 8981), and that
 *      before a deprecated one (RFC 4862);
 *   3. the interface of the default route;
 *   4. IPv4, then global IPv6, then unique local IPv6 (RFC 4193).
 * Link-local addresses are chosen only where there is nothing better, and
 * those of containers and virtual machines only where there is nothing else. */
#ifndef CHARLA_OWN_ADDRESSES_H
#define CHARLA_OWN_ADDRESSES_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "net/address.h"

/* How many addresses are chosen at most; more would only confuse. */
#define OWN_ADDRESSES_MAX 4

/* One address and what the system says about it. */
struct own_address {
    struct address address;
    char interface[IF_NAMESIZE];
    unsigned flags;     /* of the interface: IFF_UP and others, <net/if.h> */
    bool is_default;    /* the default route goes over this interface */
    bool is_temporary;  /* IPv6: RFC 8981 */
    bool is_deprecated; /* IPv6: RFC 4862 section 5.5.4 */
    bool is_unusable;   /* IPv6: not assigned yet, or a duplicate */
};

/* Add the best of the `count` addresses in `own`, at most OWN_ADDRESSES_MAX, to
 * `list`.  With another `family` than AF_UNSPEC, choose only from that one. */
void own_addresses_choose(const struct own_address *own, size_t count,
                          int family, struct address_list *list);

#endif
