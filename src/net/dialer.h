/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* dialer: calls a host at all of its addresses and keeps the connection that is
 * established first (RFC 8305). */
#ifndef CHARLA_DIALER_H
#define CHARLA_DIALER_H

#include "net/address.h"

struct error;
struct waiter;

struct dialer_call {
    const char *host; /* as struct resolver_query has it */
    const char *port; /* a number */
    int family;       /* AF_UNSPEC, AF_INET or AF_INET6 */
    /* How long the call may take, in seconds, with the look-up of the name and
     * all addresses together.  0: the system's own timeouts. */
    unsigned timeout_s;
    const struct waiter *waiter; /* may cancel the call */
};

/* Make the call.  Returns the connected socket, which the caller closes, with
 * `*peer` set; or -1 with `error` set, or with `error` unchanged if the waiter
 * has cancelled the call.  errno then says why the preferred address did not
 * answer; 0: no address was called, or the time was up. */
int dialer_connect(const struct dialer_call *call, struct address *peer,
                   struct error *error);

#endif
