/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_server: answers the browsers' HTTP requests with the page, with the
 * upgrade to a WebSocket (RFC 6455 section 4.2), or with an error.
 * libmicrohttpd parses them.
 *
 * A request must name this machine as its Host, and a WebSocket must be
 * requested by a page of this machine (web_authority.h); otherwise the answer
 * is 403.  Each connection is for one request, which must be complete within
 * WEB_SERVER_REQUEST_MS.  There are at most WEB_SERVER_CONNECTIONS; if one more
 * comes, the oldest is closed. */
#ifndef CHARLA_WEB_SERVER_H
#define CHARLA_WEB_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "net/address.h"

struct web_server;

#define WEB_SERVER_REQUEST_MS 10000
#define WEB_SERVER_CONNECTIONS 16

struct web_server_owner {
    /* A connection has become a WebSocket.  The owner takes `fd`, and gets the
     * bytes that have already come, `early`, borrowed. */
    void (*upgraded)(void *context, int fd, const struct address *from,
                     const void *early, size_t length);
    /* A page of another site was refused; the headers may be NULL. */
    void (*refused)(void *context, const struct address *from,
                    const char *host, const char *origin);
    void *context;
};

/* Make a server; `owner` is borrowed, `now` is the clock, in ms.  Connections
 * that have moved are events of the set `events` (base/event_set.h), with
 * `owner->context` as data.  Returns NULL if it cannot be started; else the
 * caller frees. */
struct web_server *web_server_new(const struct web_server_owner *owner,
                                  int events, int64_t (*now)(void));
void web_server_free(struct web_server *server);

/* Take a connection, which the server closes when it is done. */
void web_server_add(struct web_server *server, int fd);

/* Go on with every connection; to be called after events... */
void web_server_step(struct web_server *server);
/* ...and at the latest after this time, in ms; -1: not before an event. */
int web_server_timeout(const struct web_server *server);

#endif
