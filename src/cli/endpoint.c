/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/endpoint.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"

#define PORT_MAX 65535

long endpoint_number(const char *text, long least, long most)
{
    char *rest;
    long number;

    if (*text < '0' || *text > '9' || strlen(text) > 5)
        return -1;
    number = strtol(text, &rest, 10);
    return *rest == '\0' && number >= least && number <= most ? number : -1;
}

bool endpoint_is_port(const char *text)
{
    return endpoint_number(text, 1, PORT_MAX) >= 0;
}

bool endpoint_is_listening_port(const char *text)
{
    return endpoint_number(text, 0, PORT_MAX) >= 0;
}

/* Is this the scheme of a URL that charla ignores? */
static bool is_known_scheme(const char *text, size_t length)
{
    static const char *const schemes[] = {"charla", "tcp", "http", "https",
                                          "telnet"};

    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strlen(schemes[i]) == length &&
            strncasecmp(text, schemes[i], length) == 0)
            return true;
    return false;
}

/* Turn the "%25" ahead of the scope of an address in a URL into "%" (RFC
 * 6874). */
static void decode_scope(char *host)
{
    char *scope = *host == '[' ? strstr(host, "%25") : NULL;

    if (scope)
        memmove(scope + 1, scope + 3, strlen(scope + 3) + 1);
}

/* Cut off "SCHEME://" and the "/" at the end.  Returns what is left, or NULL
 * with `error` set. */
static char *cut_scheme(char *text, struct error *error)
{
    char *mark = strstr(text, "://");
    char *rest = mark ? mark + strlen("://") : text;
    size_t length;

    if (mark && !is_known_scheme(text, (size_t)(mark - text))) {
        error_set(error,
                  _("charla cannot call '%s'; it takes HOST or "
                    "HOST:PORT"),
                  text);
        return NULL;
    }
    if (mark)
        decode_scope(rest);
    length = strcspn(rest, "/?#");
    if (rest[length] == '/' && rest[length + 1] == '\0') {
        rest[length] = '\0';
    } else if (mark && rest[length] != '\0') {
        error_set(error,
                  _("'%s' is the address of a page; charla takes only "
                    "'%.*s' of it"),
                  text, (int)length, rest);
        return NULL;
    }
    return rest;
}

/* Find the colon ahead of the port; NULL: there is none. */
static char *port_colon(char *text)
{
    char *colon = strrchr(text, ':');
    bool is_ahead = colon && (strchr(text, ':') == colon || colon[-1] == ']');

    return is_ahead ? colon : NULL;
}

int endpoint_parse(char *text, struct endpoint *endpoint, struct error *error)
{
    char *rest = cut_scheme(text, error);
    char *at, *colon;

    if (!rest)
        return -1;
    at = strrchr(rest, '@');
    if (at) {
        error_set(error, _("charla needs no user name: write '%s', not '%s'"),
                  at + 1, rest);
        return -1;
    }
    colon = port_colon(rest);
    if (colon)
        *colon = '\0';
    if (*rest == '\0') {
        error_set(error, _("the name of the host is empty"));
        return -1;
    }
    *endpoint = (struct endpoint){rest, colon ? colon + 1 : NULL};
    return 0;
}

bool endpoint_lacks_host(const char *host, struct error *error)
{
    if (!endpoint_is_listening_port(host))
        return false;
    error_set(error,
              _("'%s' is a port, and the host is missing; it comes "
                "first, as in HOST %s"),
              host, host);
    return true;
}

void endpoint_append(struct buffer *out, const char *host, const char *port)
{
    bool is_bare = strchr(host, ':') && *host != '[';

    buffer_printf(out, "%s%s%s:%s", is_bare ? "[" : "", host,
                  is_bare ? "]" : "", port);
}
