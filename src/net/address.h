/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* address: network addresses as people write and read them. */
#ifndef CHARLA_ADDRESS_H
#define CHARLA_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct error;

/* Room for a numeric address with its scope, and its '\0'. */
#define ADDRESS_TEXT_MAX 64

struct address {
    struct sockaddr_storage storage;
    socklen_t length;
};

/* As the socket calls take it; borrowed from `address`. */
static inline const struct sockaddr *
address_sockaddr(const struct address *address)
{
    return (const struct sockaddr *)&address->storage;
}

/* A growing list of addresses; start as {0}. */
struct address_list {
    struct address *items; /* owned; free with address_list_release */
    size_t count;
};

void address_list_add(struct address_list *list,
                      const struct sockaddr *address, socklen_t length);
void address_list_release(struct address_list *list);

/* Look up `host`, a name or a numeric address (IPv6 also in brackets; NULL:
 * the wildcard addresses to listen on), with the numeric `port`.  The order
 * is the resolver's (RFC 6724).  Returns 0, or -1 with `error` set. */
int address_look_up(const char *host, const char *port, int family,
                    struct address_list *list, struct error *error);

/* Bring the families to take turns, the family of the first address first
 * (RFC 8305 section 4, a First Address Family Count of 1); otherwise the
 * order stays. */
void address_interleave(struct address_list *list);

/* The numeric form, without the port; an IPv4-mapped IPv6 address is shown
 * as the IPv4 address it is (RFC 4291 section 2.5.5.2). */
void address_format(const struct address *address,
                    char text[ADDRESS_TEXT_MAX]);

/* The port, in host order; 0 for a family that has none. */
unsigned address_port(const struct address *address);

/* Is it the wildcard address, on which every interface answers? */
bool address_is_wildcard(const struct address *address);

/* The family of the callers that a socket bound there can hear: AF_UNSPEC
 * for the IPv6 wildcard, which serves both. */
int address_reach(const struct address *bound);

/* Add the addresses of this machine that somebody else could call: of
 * interfaces that are up, no loopback and no link-local ones.  `family`
 * narrows the choice.  Nothing is added where the system does not tell. */
void address_list_own(struct address_list *list, int family);

#endif
