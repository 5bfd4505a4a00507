/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/mqtt_url.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define LONGEST                                                               \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
    const char *text;
    bool is_secure;
    const char *user, *broker;
    int port;
    const char *room;
} good[] = {
    {"mqtt://b/room", false, NULL, "b", 1883, "room"},
    {"mqtts://b/room", true, NULL, "b", 8883, "room"},
    {"mqtt://b:9/room", false, NULL, "b", 9, "room"},
    {"mqtt://b", false, NULL, "b", 1883, NULL},
    {"mqtt://b/", false, NULL, "b", 1883, NULL},
    {"mqtt://ana@b.example:65535/A-z_9", false, "ana", "b.example", 65535,
     "A-z_9"},
    {"mqtt://ana@home@b/r", false, "ana@home", "b", 1883, "r"},
    {"mqtt://[::1]/r", false, NULL, "::1", 1883, "r"},
    {"mqtts://ana@[2001:db8::1]:9/r", true, "ana", "2001:db8::1", 9, "r"},
    {"mqtt://b/" LONGEST, false, NULL, "b", 1883, LONGEST},
};

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

Test(mqtt_url, is_taken_apart)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char *text = strdup(good[i].text);
        struct mqtt_url url;
        struct error error = {0};

        cr_expect(mqtt_url_is(text));
        cr_assert_eq(mqtt_url_parse(text, &url, &error), 0, "%s: %s",
                     good[i].text, error.text);
        cr_expect(url.is_secure == good[i].is_secure &&
                      is_same(url.user, good[i].user) &&
                      is_same(url.broker, good[i].broker) &&
                      url.port == good[i].port &&
                      is_same(url.room, good[i].room),
                  "%s", good[i].text);
        free(text);
    }
}

static const struct {
    const char *text, *error;
} bad[] = {
    {"mqtt://", "in mqtt://BROKER/ROOM, BROKER must be a host"},
    {"mqtt:///room", "in mqtt://BROKER/ROOM, BROKER must be a host"},
    {"mqtt://-b/room", "in mqtt://BROKER/ROOM, BROKER must be a host"},
    {"mqtt://a b/room", "in mqtt://BROKER/ROOM, BROKER must be a host"},
    {"mqtt://b:0/r", "'0' is not a port: it takes a number from 1 to 65535"},
    {"mqtt://b:/r", "'' is not a port: it takes a number from 1 to 65535"},
    {"mqtt://b:x/r", "'x' is not a port: it takes a number from 1 to 65535"},
    {"mqtt://b:+9/r", "'+9' is not a port: it takes a number from 1 to 65535"},
    {"mqtt://b/a/b", "a ROOM has up to 64 letters, digits, - and _"},
    {"mqtt://b/#", "a ROOM has up to 64 letters, digits, - and _"},
    {"mqtt://b/+", "a ROOM has up to 64 letters, digits, - and _"},
    {"mqtt://b/-r", "a ROOM has up to 64 letters, digits, - and _"},
    {"mqtt://b/" LONGEST "x", "a ROOM has up to 64 letters, digits, - and _"},
    {"mqtt://ana:secret@b/r",
     "others can read a password on the command line; put it into "
     "CHARLA_MQTT_PASSWORD or CHARLA_MQTT_PASSWORD_FILE"},
};

Test(mqtt_url, says_what_is_wrong)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = strdup(bad[i].text);
        struct mqtt_url url;
        struct error error = {0};

        cr_expect_eq(mqtt_url_parse(text, &url, &error), -1, "%s",
                     bad[i].text);
        cr_expect_str_eq(error.text, bad[i].error, "%s: %s", bad[i].text,
                         error.text);
        free(text);
    }
}

Test(mqtt_url, is_told_from_commands)
{
    static const char *const others[] = {
        "nc %h %p", "mqtt", "mqtt:/b/r", "MQTT://b/r", "http://b/r", "",
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_not(mqtt_url_is(others[i]), "%s", others[i]);
}
