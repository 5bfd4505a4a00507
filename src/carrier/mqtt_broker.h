/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_broker: enters a room at an MQTT broker, publishes messages to the other
 * side, and hands those that come to the link, all with libmosquitto.  After
 * a failure nothing more is done; only entering may be tried again. */
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
    struct error error;     /* what has failed; "": nothing */
    char in[MQTT_TOPIC_MAX], out[MQTT_TOPIC_MAX];
    bool is_ready; /* in the room */
};

/* Has anything failed? */
bool mqtt_broker_has_failed(const struct mqtt_broker *room);

/* Get everything ready to enter the room.  `listens` chooses which of its two
 * topics is read and which is written. */
void mqtt_broker_prepare(struct mqtt_broker *room, const struct mqtt_url *url,
                         bool listens);

/* Connect, and ask for the room; is_ready is set when it is entered.  This
 * blocks while the broker's name is looked up and the broker is called, which
 * can take minutes.  If it fails before is_ready is set, it may be tried
 * again. */
void mqtt_broker_enter(struct mqtt_broker *room, const struct mqtt_url *url);

/* The descriptor to poll, and for what; and what to do with the events that
 * came, to be called at least every few seconds. */
struct pollfd mqtt_broker_events(const struct mqtt_broker *room);
void mqtt_broker_act(struct mqtt_broker *room, short events);

/* Publish a message; libmosquitto keeps it until the connection takes it.
 * mqtt_broker_takes_more says whether the connection would take one now. */
void mqtt_broker_publish(struct mqtt_broker *room,
                         const struct buffer *message);
bool mqtt_broker_takes_more(const struct mqtt_broker *room);

/* Disconnect in order: after everything is sent, and without a reset. */
void mqtt_broker_leave(struct mqtt_broker *room);
void mqtt_broker_release(struct mqtt_broker *room);

#endif
