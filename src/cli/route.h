/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* route: the way to the other side when it is not a connection of charla's
 * own: --proxy, --via.  Pure. */
#ifndef CHARLA_ROUTE_H
#define CHARLA_ROUTE_H

#include <stdbool.h>

struct error;

/* {0}: a direct connection.  The words are borrowed from the command line. */
struct route {
    const char *proxy_host; /* --proxy; NULL: none */
    const char *proxy_port;
    const char *proxy_user; /* NULL: none */
    const char *via;        /* --via; NULL: none */
};

/* Take "[USER@]HOST[:PORT]", which is cut into pieces.  Returns 0, or -1 with
 * `error` set. */
int route_take_proxy(struct route *route, char *value, struct error *error);

/* Is --via the address of a room at a broker? */
bool route_is_room(const struct route *route);

/* Then whom a caller calls is the room: `*host`, which is given no other way,
 * and borrowed from the command line.  A listener has none.  Who `has_code`
 * need not name the room, and calls "code".  Returns 0, or -1 with `error`
 * set. */
int route_enter_room(const struct route *route, bool listens, bool has_code,
                     const char **host, struct error *error);

/* The rest of the command line. */
struct route_use {
    bool calls, listens; /* neither: the user is to be asked */
    bool waits;          /* --wait */
    const char *host;    /* NULL: none */
    const char *port;
};

/* Does the route go with that?  Returns 0, or -1 with `error` set. */
int route_check(const struct route *route, const struct route_use *use,
                struct error *error);

#endif
