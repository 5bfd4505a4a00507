/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_authority: decides whether a request comes from charla's own page, by
 * comparing its Host and Origin with the address at which it arrived.  Pure.
 *
 * This keeps the pages of other sites out.  If such a page opens a WebSocket to
 * charla, the Origin is that site; if the site's name was made to point at this
 * machine (DNS rebinding), the Host is that name. */
#ifndef CHARLA_WEB_AUTHORITY_H
#define CHARLA_WEB_AUTHORITY_H

#include <stdbool.h>

#include "net/address.h"

/* Is a Host header (RFC 9112 section 3.2) the numeric address and port `local`
 * at which the connection arrived, or "localhost" and the port if it arrived
 * over the loopback?  `host` NULL: it is not. */
bool web_authority_is_own(const char *host, const struct address *local);

/* Is an Origin header (RFC 6454 section 7) that of a page of this Host?  Either
 * may be NULL: then it is not. */
bool web_authority_is_origin(const char *origin, const char *host);

#endif
