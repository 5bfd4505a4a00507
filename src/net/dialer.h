/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* network: sockets that wait for a call, and sockets that make one. */
#ifndef CHARLA_NETWORK_H
#define CHARLA_NETWORK_H

#include "net/address.h"

struct error;

/* Listen on `host` (NULL: on every interface, for IPv4 and IPv6 with one
 * socket where the system can) and the numeric `port`.  Returns the socket,
 * which the caller closes, and `*bound`, where it is bound to; or -1 with
 * `error` set. */
int network_listen(const char *host, const char *port, int family,
                   struct address *bound, struct error *error);

/* Wait for a caller and accept it.  A caller that has gone again before it
 * was accepted is passed over.  Returns the connected socket, which the
 * caller closes, and `*peer`; or -1 with `error` set. */
int network_accept(int listener, struct address *peer, struct error *error);

/* Call `host` on the numeric `port`, every address of it, staggered as RFC
 * 8305 says.  Returns the connected socket, which the caller closes, and
 * `*peer`; or -1 with `error` set. */
int network_connect(const char *host, const char *port, int family,
                    struct address *peer, struct error *error);

#endif
