/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "cli/command_words.h"
#include "cli/endpoint.h"
#include "net/host_name.h"
#include "net/mqtt_url.h"
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

static int check_proxy(const struct route *route, const struct route_use *use,
                       struct error *error)
{
    if (!route->proxy_host || use->calls)
        return 0;
    error_set(error, _("--proxy goes with a call: charla --proxy=%s:%s HOST"),
              route->proxy_host, route->proxy_port);
    return -1;
}

/* Is this host safe to insert for %h?  The command must not take it for an
 * option. */
static bool is_harmless(const char *host)
{
    return !host || (host_name_is_valid(host) && *host != '-');
}

static int check_via(const struct route *route, const struct route_use *use,
                     struct error *error)
{
    char **words;

    if (!route->via)
        return 0;
    if (route->proxy_host) {
        error_set(error, _("--proxy and --via cannot be used together"));
        return -1;
    }
    if (use->waits) {
        error_set(error, _("--wait and --via cannot be used together"));
        return -1;
    }
    if (!use->calls && !use->listens) {
        error_set(error, _("--via goes with -l, or with the HOST to call"));
        return -1;
    }
    if (!is_harmless(use->host)) {
        error_set(error, _("'%s' cannot be passed to a command as a host"),
                  use->host);
        return -1;
    }
    words = command_words_split(route->via, use->host, use->port, error);
    command_words_free(words);
    return words ? 0 : -1;
}

bool route_is_room(const struct route *route)
{
    return route->via && mqtt_url_is(route->via);
}

/* Check the address of a broker, and set `*room` to the part of it that names
 * the room; NULL: it names none.  Returns 0, or -1 with `error` set. */
static int find_room(const char *via, const char **room, struct error *error)
{
    char *copy = memory_string(via);
    struct mqtt_url url;
    int result = mqtt_url_parse(copy, &url, error);

    *room = result == 0 && url.room ? strrchr(via, '/') + 1 : NULL;
    free(copy);
    return result;
}

bool route_is_code_room(const struct route *route)
{
    struct error ignored;
    const char *room = NULL;

    return route_is_room(route) &&
           find_room(route->via, &room, &ignored) == 0 && !room;
}

int route_enter_room(const struct route *route, bool listens, bool has_code,
                     const char **host, struct error *error)
{
    const char *room;

    if (*host) {
        error_set(error, _("one word too many: '%s'"), *host);
        return -1;
    }
    if (find_room(route->via, &room, error) < 0)
        return -1;
    if (!listens && !room && !has_code) {
        error_set(error, _("--via=%s: the ROOM is missing; the charla of the "
                           "person who waits shows it"),
                  route->via);
        return -1;
    }
    if (!listens)
        *host = room ? room : "code";
    return 0;
}

int route_check(const struct route *route, const struct route_use *use,
                struct error *error)
{
    if (check_proxy(route, use, error) < 0)
        return -1;
    return check_via(route, use, error);
}
