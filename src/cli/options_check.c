/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/options_check.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/endpoint.h"
#include "cli/option_values.h"
#include "monitor/discovery.h"
#include "monitor/download_place.h"

/* Check that a code is used in an encrypted conversation of one listener and
 * one caller, and that there is a way to find the listener. */
static int check_code(const struct options *options, struct error *error)
{
    if (options->shows_code && options->action != ACTION_LISTEN)
        error_set(error, _("--code goes with --listen"));
    else if (options->shows_code && options->keep)
        error_set(error, _("--code and --keep cannot be used together: a code "
                           "is good for one call"));
    else if ((options->shows_code || options->code) && options->plain)
        error_set(error, _("a code needs encryption, without --plain"));
    else if (options->code && !options->host && !discovery_is_built_in() &&
             !route_is_room(&options->route))
        error_set(error, _("the address to call is missing; it comes after the "
                           "code, as in charla %s 192.168.1.5"),
                  options->code);
    else
        return 0;
    return -1;
}

/* Check that no two options contradict each other. */
static int check_together(const struct options *options, struct error *error)
{
    bool calls = options->action == ACTION_CALL;

    if (options->keep && calls)
        error_set(error, _("--keep goes with --listen, not with a call"));
    else if (options->no_web && calls)
        error_set(error, _("--no-web goes with --listen, not with a call"));
    else if (options->wait && options->action == ACTION_LISTEN)
        error_set(error, _("--wait goes with a call, not with --listen"));
    else if (options->plain && options->encrypt)
        error_set(error, _("--plain and --encrypt cannot be used together"));
    else
        return check_code(options, error);
    return -1;
}

static int check_download(const struct options *options, struct error *error)
{
    if (!options->download || download_place_is_good(options->download))
        return 0;
    error_set(error, _("--download takes a directory, and '%s' is none"),
              options->download);
    return -1;
}

/* If --via names a room at a broker, the room takes the place of the host, and
 * the conversation must be encrypted. */
static int enter_room(struct options *options, struct error *error)
{
    bool listens = options->action == ACTION_LISTEN;

    if (!route_is_room(&options->route))
        return 0;
    if (options->plain) {
        error_set(error, _("others at the broker could read everything, so "
                           "--plain is not possible there"));
        return -1;
    }
    if (route_enter_room(&options->route, listens, options->code != NULL,
                         &options->host, error) < 0)
        return -1;
    options->encrypt = true;
    if (!listens)
        options->action = ACTION_CALL;
    return 0;
}

int options_check(struct options *options, struct error *error)
{
    bool listens = options->action == ACTION_LISTEN;

    options->has_port = options->port != NULL;
    if (!options->port)
        options->port = OPTIONS_DEFAULT_PORT;
    if (options->host && listens && endpoint_is_listening_port(options->host)) {
        error_set(error,
                  _("'%s' is not an address of this machine; to choose the "
                    "port, use -p %s"),
                  options->host, options->host);
        return -1;
    }
    if (options->host && endpoint_lacks_host(options->host, error))
        return -1;
    if (listens ? !endpoint_is_listening_port(options->port)
                : !endpoint_is_port(options->port)) {
        error_set(error,
                  _("'%s' is not a port: it takes a number from %d to "
                    "65535"),
                  options->port, listens ? 0 : 1);
        return -1;
    }
    if (check_together(options, error) < 0 ||
        check_download(options, error) < 0)
        return -1;
    if (enter_room(options, error) < 0)
        return -1;
    return route_check(&options->route,
                       &(struct route_use){
                           .calls = options->action == ACTION_CALL,
                           .listens = listens,
                           .waits = options->wait,
                           .host = options->host,
                           .port = options->port,
                       },
                       error);
}
