/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* proxy: calls a host through a SOCKS5 proxy.  Only the proxy's own name is
 * looked up here; that of the host is the proxy's to look up. */
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

/* Make the call; its family and its timeout are those of the way to the
 * proxy, and the timeout covers the proxy's answer too.  Returns the connected
 * socket, which the caller closes; or -1 with `error` set, or left alone when
 * the waiter has called it off.  errno is then ECONNREFUSED if the proxy says
 * that nobody waits there. */
int proxy_connect(const struct proxy *proxy, const struct dialer_call *call,
                  struct error *error);

#endif
