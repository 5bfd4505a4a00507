/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* endpoint: a host and a port as people write them.  Pure: nothing is looked
 * up and nothing is printed. */
#ifndef CHARLA_ENDPOINT_H
#define CHARLA_ENDPOINT_H

#include <stdbool.h>

struct buffer;
struct error;

/* A host and perhaps a port. */
struct endpoint {
    char *host; /* a name or an address, perhaps in brackets; not checked
                   any further, but never "" */
    char *port; /* may be anything; NULL: there is none */
};

/* Take apart HOST, HOST:PORT or [ADDRESS]:PORT; an IPv6 address without
 * brackets has no port.  The same as an address of the web (http, https, tcp,
 * telnet or charla, "://", a "/" at the end) is taken too, since that is how
 * people hand addresses on.  `text` is cut into pieces, which `endpoint` points
 * to.  Returns 0, or -1 with `error` set to what is wrong with it. */
int endpoint_parse(char *text, struct endpoint *endpoint, struct error *error);

/* Append HOST:PORT, with an IPv6 address in brackets. */
void endpoint_append(struct buffer *out, const char *host, const char *port);

/* Is `host` nothing but a number, so that it must be meant as a port?  Then
 * `error` is set to say so. */
bool endpoint_lacks_host(const char *host, struct error *error);

/* Is this the number of a port that can be called: 1 to 65535? */
bool endpoint_is_port(const char *text);

/* Is this the number of a port that can be listened on?  0 takes a free
 * one. */
bool endpoint_is_listening_port(const char *text);

/* A decimal number of at most five digits, without a sign, from `least` to
 * `most`; -1: it is none. */
long endpoint_number(const char *text, long least, long most);

#endif
