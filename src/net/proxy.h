/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* proxy: calls a host through a SOCKS5 proxy (RFC 1928).  charla looks up only
 * the name of the proxy; the proxy looks up that of the host. */
#ifndef CHARLA_PROXY_H
#define CHARLA_PROXY_H

struct dialer_call;
struct error;

struct proxy {
    const char *host;     /* as struct resolver_query has it */
    const char *port;     /* a number */
    const char *user;     /* NULL: no user name */
    const char *password; /* with `user`; NULL: an empty one */
};

/* Make the call.  Its family and timeout apply to the connection to the proxy;
 * the timeout includes the proxy's answer.  Returns the connected socket, which
 * the caller closes; or -1 with `error` set, or with `error` unchanged if the
 * waiter has cancelled the call.  errno is then ECONNREFUSED if the proxy says
 * that nobody waits there. */
int proxy_connect(const struct proxy *proxy, const struct dialer_call *call,
                  struct error *error);

#endif
