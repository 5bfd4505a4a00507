/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/route.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/endpoint.h"
#include "net/socks.h"

int route_take_proxy(struct route *route, char *value, struct error *error)
{
    char *at = strrchr(value, '@');
    struct endpoint endpoint;

    if (at) {
        *at = '\0';
        route->proxy_user = value;
        value = at + 1;
    }
    if (endpoint_parse(value, &endpoint, error) < 0)
        return -1;
    route->proxy_host = endpoint.host;
    route->proxy_port = endpoint.port ? endpoint.port : SOCKS_DEFAULT_PORT;
    if (endpoint_is_port(route->proxy_port))
        return 0;
    error_set(error,
              _("'%s' is not a port: it takes a number from %d to "
                "65535"),
              route->proxy_port, 1);
    return -1;
}

int route_check(const struct route *route, bool calls, struct error *error)
{
    if (!route->proxy_host || calls)
        return 0;
    error_set(error, _("--proxy goes with a call: charla --proxy=%s:%s HOST"),
              route->proxy_host, route->proxy_port);
    return -1;
}
