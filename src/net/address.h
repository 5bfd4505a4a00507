/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* address: stores, compares and shows network addresses, alone and in lists. */
#ifndef CHARLA_ADDRESS_H
#define CHARLA_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct error;

/* Room for a numeric address with its scope and '\0'. */
#define ADDRESS_TEXT_MAX 64

struct address {
    struct sockaddr_storage storage;
    socklen_t length; /* 0: the address is not known */
};

/* The address as socket calls take it; borrowed from `address`. */
static inline const struct sockaddr *
address_sockaddr(const struct address *address)
{
    return (const struct sockaddr *)&address->storage;
}

/* A growing list of addresses; start it as {0}. */
struct address_list {
    struct address *items; /* owned; free with address_list_release */
    size_t count;
};

/* Add a copy of `address`; one that is longer than any address is not added. */
void address_list_add(struct address_list *list, const struct sockaddr *address,
                      socklen_t length);
void address_list_release(struct address_list *list);

/* Reorder the list so that the address families alternate, beginning with
 * that of the first address (RFC 8305 section 4, with a First Address Family
 * Count of 1).  Within a family the order stays. */
void address_interleave(struct address_list *list);

/* Write the numeric form into `text`, without the port.  An IPv4-mapped IPv6
 * address is shown as the IPv4 address (RFC 4291 section 2.5.5.2). */
void address_format(const struct address *address, char text[ADDRESS_TEXT_MAX]);

/* The port in host byte order; 0 if the family has no ports. */
unsigned address_port(const struct address *address);

/* Is it the wildcard address, which means every interface? */
bool address_is_wildcard(const struct address *address);

/* The family of the callers that can reach a socket bound to this address;
 * AF_UNSPEC (both) for the IPv6 wildcard. */
int address_reach(const struct address *bound);

/* Is it link-local, that is, valid on one network link only (RFC 4291 section
 * 2.5.6, RFC 3927)? */
bool address_is_link_local(const struct address *address);

/* Is it a link-local IPv6 address without the scope that says which link is
 * meant (RFC 4007)? */
bool address_lacks_scope(const struct address *address);

#endif
