/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_handshake: checks and answers the headers that open a WebSocket (RFC 6455
 * section 4.2).  Pure. */
#ifndef CHARLA_WEB_HANDSHAKE_H
#define CHARLA_WEB_HANDSHAKE_H

#include <stdbool.h>

/* The subprotocol that the page asks for. */
#define WEB_PROTOCOL "charla.1"

/* Room for a Sec-WebSocket-Accept with its '\0'. */
#define WEB_ACCEPT_SIZE 29

/* Is this word in a header that lists words separated by commas?  Case does not
 * matter.  `header` may be NULL: then it is not. */
bool web_handshake_lists(const char *header, const char *word);

/* Compute the Sec-WebSocket-Accept for a Sec-WebSocket-Key.  Returns false if
 * the key is NULL or is not 16 bytes in base64. */
bool web_handshake_accept(const char *key, char accept[WEB_ACCEPT_SIZE]);

#endif
