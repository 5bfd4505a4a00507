/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* endpoint: a host and a port as people write them.  Pure: nothing is looked
 * up and nothing is printed. */
#ifndef CHARLA_ENDPOINT_H
#define CHARLA_ENDPOINT_H

#include <stdbool.h>

/* Cut HOST:PORT or [ADDRESS]:PORT in two: `text` keeps what is before the
 * colon, brackets included.  Returns the port, which may be anything; NULL:
 * there is none, and nothing is cut (an IPv6 address without brackets). */
char *endpoint_cut_port(char *text);

/* Is this the number of a port that can be called: 1 to 65535? */
bool endpoint_is_port(const char *text);

/* Is this the number of a port that can be listened on?  0 takes a free
 * one. */
bool endpoint_is_listening_port(const char *text);

/* A decimal number of at most five digits, without a sign, from `least` to
 * `most`; -1: it is none. */
long endpoint_number(const char *text, long least, long most);

#endif
