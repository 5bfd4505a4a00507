/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* endpoint: parses and writes a host and a port as people write them.  Pure:
 * looks nothing up and prints nothing. */
#ifndef CHARLA_ENDPOINT_H
#define CHARLA_ENDPOINT_H

#include <stdbool.h>

struct buffer;
struct error;

/* A host and perhaps a port. */
struct endpoint {
    char *host; /* a name or an address, perhaps in brackets; never "", but
                   not checked any further */
    char *port; /* any text, not checked; NULL: there is none */
};

/* Parse HOST, HOST:PORT or [ADDRESS]:PORT; an IPv6 address without brackets
 * has no port.  The same written as a URL is accepted too (http, https, tcp,
 * telnet or charla, then "://", and perhaps a "/" at the end), since that is
 * how people pass addresses on.  `text` is cut into pieces, to which
 * `endpoint` points.  Returns 0, or -1 with `error` saying what is wrong. */
int endpoint_parse(char *text, struct endpoint *endpoint, struct error *error);

/* Append HOST:PORT, with an IPv6 address in brackets. */
void endpoint_append(struct buffer *out, const char *host, const char *port);

/* Is `host` just a number, so that it must be meant as a port?  Then `error`
 * is set to say so. */
bool endpoint_lacks_host(const char *host, struct error *error);

/* Is this the number of a port that can be called: 1 to 65535? */
bool endpoint_is_port(const char *text);

/* Is this the number of a port that can be listened on?  0 means any free
 * port. */
bool endpoint_is_listening_port(const char *text);

/* Read a decimal number of at most five digits, without a sign, from `least`
 * to `most`.  Returns it, or -1 for any other text. */
long endpoint_number(const char *text, long least, long most);

#endif
