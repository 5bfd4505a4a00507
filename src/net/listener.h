/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* listener: the socket that waits for a call. */
#ifndef CHARLA_LISTENER_H
#define CHARLA_LISTENER_H

#include "net/address.h"

struct error;

/* Listen on `host` (NULL: on every interface, for IPv4 and IPv6 with one
 * socket where the system can) and the numeric `port`.  Returns the socket,
 * which the caller closes, and `*bound`, where it is bound to; or -1 with
 * `error` set. */
int listener_open(const char *host, const char *port, int family,
                  struct address *bound, struct error *error);

/* Wait for a caller and accept it.  A caller that has gone again before it
 * was accepted is passed over.  Returns the connected socket, which the
 * caller closes, and `*peer`; or -1 with `error` set. */
int listener_accept(int listener, struct address *peer, struct error *error);

#endif
