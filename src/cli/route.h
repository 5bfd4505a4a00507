/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* route: parses and checks --proxy and --via, the ways to reach the other side
 * other than a direct connection.  Pure. */
#ifndef CHARLA_ROUTE_H
#define CHARLA_ROUTE_H

#include <stdbool.h>

struct error;

/* {0} is a direct connection.  The strings are borrowed from the command
 * line. */
struct route {
    const char *proxy_host; /* --proxy; NULL: none */
    const char *proxy_port;
    const char *proxy_user; /* NULL: none */
    const char *via;        /* --via; NULL: none */
};

/* Parse the value of --proxy, "[USER@]HOST[:PORT]", which is cut into pieces.
 * Returns 0, or -1 with `error` set. */
int route_take_proxy(struct route *route, char *value, struct error *error);

/* Is --via the address of a room at a broker? */
bool route_is_room(const struct route *route);

/* If it is, set `*host` for a caller: to the room, borrowed from the command
 * line, or, if the address names none, to "code", which is allowed only with
 * `has_code`.  A listener gets no host.  It is an error if `*host` was given
 * already.  Returns 0, or -1 with `error` set. */
int route_enter_room(const struct route *route, bool listens, bool has_code,
                     const char **host, struct error *error);

/* Is it a room that only the code names?  Then any two people with a code may
 * meet under that name, so it says nothing about who they are. */
bool route_is_code_room(const struct route *route);

/* The options that a route has to go together with. */
struct route_use {
    bool calls, listens; /* neither: the user is to be asked */
    bool waits;          /* --wait */
    const char *host;    /* NULL: none */
    const char *port;
};

/* Check that the route goes together with these.  Returns 0, or -1 with
 * `error` set. */
int route_check(const struct route *route, const struct route_use *use,
                struct error *error);

#endif
