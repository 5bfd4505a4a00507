/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_url: parses the address of a room at a broker,
 * mqtt[s]://[USER@]BROKER[:PORT][/ROOM].  Pure. */
#ifndef CHARLA_MQTT_URL_H
#define CHARLA_MQTT_URL_H

#include <stdbool.h>

struct error;

/* The longest name of a room, in bytes: it goes into a topic. */
#define MQTT_ROOM_MAX 64

struct mqtt_url {
    bool is_secure; /* mqtts: TLS to the broker */
    char *user;     /* NULL: none */
    char *broker;   /* a name or an address, without brackets */
    int port;       /* 1883, with TLS 8883, unless given */
    char *room;     /* letters, digits, "-" and "_"; NULL: none is given */
};

/* Does this text begin like such an address? */
bool mqtt_url_is(const char *text);

/* Parse `text`, which is cut into the pieces that `url` points to.  Returns 0,
 * or -1 with `error` saying what is wrong. */
int mqtt_url_parse(char *text, struct mqtt_url *url, struct error *error);

#endif
