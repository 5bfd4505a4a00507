/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_broker: a room at a broker, by libmosquitto: enters it, publishes to the
 * other side, and gives what comes to the link.  The first thing that goes
 * wrong is the end of it. */
#ifndef CHARLA_MQTT_BROKER_H
#define CHARLA_MQTT_BROKER_H

#include <poll.h>
#include <stdbool.h>

#include "base/error.h"
#include "net/mqtt_url.h"

struct buffer;
struct mosquitto;
struct mqtt_link;

#define MQTT_TOPIC_MAX (sizeof "charla/1//a" + MQTT_ROOM_MAX)

/* Start as {0}. */
struct mqtt_broker {
    struct mosquitto *client;
    struct mqtt_link *link; /* owned */
    struct error error;     /* what has gone wrong; "": nothing */
    char in[MQTT_TOPIC_MAX], out[MQTT_TOPIC_MAX];
    bool is_ready; /* in the room */
};

bool mqtt_broker_has_failed(const struct mqtt_broker *room);

/* Connect, and ask for the room; it is entered when is_ready is set. */
void mqtt_broker_enter(struct mqtt_broker *room, const struct mqtt_url *url,
                       bool listens);

/* What to poll, at least every few seconds, and then to act on. */
struct pollfd mqtt_broker_events(const struct mqtt_broker *room);
void mqtt_broker_act(struct mqtt_broker *room, short events);

/* Send a message, which is kept until the connection takes it; whether it
 * would be kept now. */
void mqtt_broker_publish(struct mqtt_broker *room,
                         const struct buffer *message);
bool mqtt_broker_takes_more(const struct mqtt_broker *room);

/* Leave in order, once all is sent. */
void mqtt_broker_leave(struct mqtt_broker *room);
void mqtt_broker_release(struct mqtt_broker *room);

#endif
