/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* listener: opens the socket that waits for calls. */
#ifndef CHARLA_LISTENER_H
#define CHARLA_LISTENER_H

#include "net/address.h"

struct error;

/* Listen on `host` (as struct resolver_query has it; NULL: on every
 * interface, for IPv4 and IPv6 with one socket where the system can) and the
 * numeric `port`.  Returns the socket, which the caller closes, with `*bound`
 * set to the address it is bound to; or -1 with `error` set. */
int listener_open(const char *host, const char *port, int family,
                  struct address *bound, struct error *error);

#endif
