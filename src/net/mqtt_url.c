/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/mqtt_url.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "net/host_name.h"

static const char open_scheme[] = "mqtt://", secure_scheme[] = "mqtts://";

static const char room_letters[] = "abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

bool mqtt_url_is(const char *text)
{
    return begins_with(text, open_scheme) || begins_with(text, secure_scheme);
}

/* Take the room, which follows the slash. */
static int take_room(char *text, struct mqtt_url *url, struct error *error)
{
    char *slash = strchr(text, '/');
    size_t length;

    if (!slash || slash[1] == '\0') {
        if (slash)
            *slash = '\0';
        return 0;
    }
    *slash = '\0';
    url->room = slash + 1;
    length = strlen(url->room);
    if (length <= MQTT_ROOM_MAX && *url->room != '-' &&
        strspn(url->room, room_letters) == length)
        return 0;
    error_set(error, _("a ROOM has up to %d letters, digits, - and _"),
              MQTT_ROOM_MAX);
    return -1;
}

static int take_user(char **text, struct mqtt_url *url, struct error *error)
{
    char *at = strrchr(*text, '@');

    if (!at)
        return 0;
    *at = '\0';
    url->user = *text;
    *text = at + 1;
    if (!strchr(url->user, ':'))
        return 0;
    error_set(error,
              _("others can read a password on the command line; put it into "
                "CHARLA_MQTT_PASSWORD or CHARLA_MQTT_PASSWORD_FILE"));
    return -1;
}

static int take_port(char *colon, struct mqtt_url *url, struct error *error)
{
    char *rest = colon + 1;
    long port = strtol(colon + 1, &rest, 10);

    *colon = '\0';
    if (port >= 1 && port <= 65535 && *rest == '\0' && colon[1] >= '0' &&
        colon[1] <= '9') {
        url->port = (int)port;
        return 0;
    }
    error_set(error, _("'%s' is not a port: it takes a number from %d to "
                       "65535"),
              colon + 1, 1);
    return -1;
}

static int take_broker(char *text, struct mqtt_url *url, struct error *error)
{
    char *end = *text == '[' ? strchr(text, ']') : NULL;
    char *colon = strchr(end ? end : text, ':');

    if (colon && take_port(colon, url, error) < 0)
        return -1;
    if (end) {
        *end = '\0';
        text++;
    }
    url->broker = text;
    if (host_name_is_valid(text) && *text != '-')
        return 0;
    error_set(error, _("in mqtt://BROKER/ROOM, BROKER must be a host"));
    return -1;
}

int mqtt_url_parse(char *text, struct mqtt_url *url, struct error *error)
{
    bool is_secure = begins_with(text, secure_scheme);

    *url = (struct mqtt_url){
        .is_secure = is_secure,
        .port = is_secure ? 8883 : 1883,
    };
    text += strlen(is_secure ? secure_scheme : open_scheme);
    if (take_room(text, url, error) < 0 || take_user(&text, url, error) < 0)
        return -1;
    return take_broker(text, url, error);
}
