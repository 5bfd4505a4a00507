/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_handshake: the part of a WebSocket's opening that HTTP does not check
 * (RFC 6455 section 4.2).  Pure. */
#ifndef CHARLA_WEB_HANDSHAKE_H
#define CHARLA_WEB_HANDSHAKE_H

#include <stdbool.h>

/* The subprotocol that the page asks for. */
#define WEB_PROTOCOL "charla.1"

/* Room for a Sec-WebSocket-Accept with its '\0'. */
#define WEB_ACCEPT_SIZE 29

/* Is this word one of those that a header lists, separated by commas, in
 * whatever case?  `header` NULL: it is not. */
bool web_handshake_lists(const char *header, const char *word);

/* The answer to a Sec-WebSocket-Key.  Returns false for a key that is not 16
 * bytes in base64, or NULL. */
bool web_handshake_accept(const char *key, char accept[WEB_ACCEPT_SIZE]);

#endif
