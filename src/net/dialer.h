/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* dialer: calls a host, every address of it, and keeps the connection that is
 * there first (RFC 8305). */
#ifndef CHARLA_DIALER_H
#define CHARLA_DIALER_H

#include "net/address.h"

struct error;

/* Call `host` on the numeric `port`, every address of it, staggered as RFC
 * 8305 says.  Returns the connected socket, which the caller closes, and
 * `*peer`; or -1 with `error` set. */
int dialer_connect(const char *host, const char *port, int family,
                   struct address *peer, struct error *error);

#endif
