/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* resolver: turns a host, as people write it, into addresses.
 *
 * charla decides itself, not the system, what a numeric address is: IPv4 is
 * four decimal numbers without leading zeros (RFC 6943 section 3.1.1, the
 * strict form), and a name whose last label is a number is never looked up.
 *
 * getaddrinfo has no timeout, so a name is looked up in a child process, which
 * is killed when the deadline passes.  An abandoned thread would go on running
 * outside of the sandbox during the conversation. */
#ifndef CHARLA_RESOLVER_H
#define CHARLA_RESOLVER_H

#include <stdbool.h>
#include <stdint.h>

#include "net/address.h"

struct error;
struct waiter;

/* May this be a host, unlike for example 999.1.1.1?  Pure. */
bool resolver_is_host(const char *host);

struct resolver_query {
    const char *host; /* a name, which may be international (IDNA, RFC 5891)
                         if LC_CTYPE is set; a numeric address, IPv6 also in
                         brackets; NULL: the wildcards, to listen on */
    const char *port; /* a number */
    int family;       /* AF_UNSPEC, AF_INET or AF_INET6 */
    int64_t deadline; /* on the monotonic clock, or CLOCK_NEVER */
    const struct waiter *waiter;
};

/* Add the addresses of the host to `list`, in the order of the system (RFC
 * 6724).  A text that cannot be a host (see host_name) is refused.  Returns 0;
 * or -1 with `error` saying what is wrong, beginning with the host, or with
 * `error` unchanged if the waiter has cancelled the look-up. */
int resolver_look_up(const struct resolver_query *query,
                     struct address_list *list, struct error *error);

#endif
