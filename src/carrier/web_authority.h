/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_authority: whose page does a request come from?  Compares the Host and
 * Origin of a request with the address at which it arrived.  Pure.
 *
 * This is what keeps other pages out.  A page of somebody else's that opens a
 * WebSocket to charla has its own Origin; one whose name was made to point at
 * this machine (DNS rebinding) has its own name as Host. */
#ifndef CHARLA_WEB_AUTHORITY_H
#define CHARLA_WEB_AUTHORITY_H

#include <stdbool.h>

#include "net/address.h"

/* Is a Host header (RFC 9112 section 3.2) the numeric address and port `local`
 * at which the connection arrived, or "localhost" and the port if it arrived
 * over the loopback?  `host` NULL: it is not. */
bool web_authority_is_own(const char *host, const struct address *local);

/* Is an Origin header (RFC 6454 section 7) a page of this Host's?  NULL: it is
 * not. */
bool web_authority_is_origin(const char *origin, const char *host);

#endif
