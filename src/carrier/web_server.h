/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_server: answers the browsers' HTTP requests: the page, or the upgrade to
 * a WebSocket (RFC 6455 section 4.2), or an error.  libmicrohttpd parses.
 *
 * A request counts only if it names this machine as its Host, and a WebSocket
 * only if a page of this machine asks for it (web_authority.h); else it is
 * answered 403.  Each connection is for one request, has to be done with it in
 * WEB_SERVER_REQUEST_MS, and there are WEB_SERVER_CONNECTIONS at most: the
 * oldest makes room. */
#ifndef CHARLA_WEB_SERVER_H
#define CHARLA_WEB_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "net/address.h"

struct web_server;

#define WEB_SERVER_REQUEST_MS 10000
#define WEB_SERVER_CONNECTIONS 16

struct web_server_owner {
    /* A connection is a WebSocket now; `fd` and what has come of it already,
     * `early`, go to the owner, who closes it. */
    void (*upgraded)(void *context, int fd, const struct address *from,
                     const void *early, size_t length);
    /* A foreign page was refused; the headers may be NULL. */
    void (*refused)(void *context, const struct address *from,
                    const char *host, const char *origin);
    void *context;
};

/* `now` is the clock, in ms.  Returns NULL if it cannot be started. */
struct web_server *web_server_new(const struct web_server_owner *owner,
                                  int64_t (*now)(void));
void web_server_free(struct web_server *server);

/* Take a connection; it is closed when it is done with. */
void web_server_add(struct web_server *server, int fd);

/* What to poll for POLLIN, and for how long, in ms (-1: for ever)... */
int web_server_fd(const struct web_server *server);
int web_server_timeout(const struct web_server *server);
/* ...before this. */
void web_server_step(struct web_server *server);

#endif
