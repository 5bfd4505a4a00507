/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_stay: one stay in a room at an MQTT broker, from the connection to its
 * end: moves bytes between charla, at standard input and output, and the other
 * side in the room.  Messages for the user go to standard error.
 *
 * In the room the process enters the sandbox, and never leaves it: one process,
 * one stay. */
#ifndef CHARLA_MQTT_STAY_H
#define CHARLA_MQTT_STAY_H

#include <stdbool.h>

struct mqtt_url;

/* How long after one vain attempt to enter the room the next one is, in ms. */
#define MQTT_STAY_AGAIN_MS 2000

enum mqtt_stay {
    MQTT_STAY_GOOD,   /* an end in order, or nobody has sent anything to a
                         listener */
    MQTT_STAY_FAILED, /* the user knows why */
    MQTT_STAY_ALONE,  /* the broker was lost, and nobody had come */
};

/* Stay.  `is_patient`: if the room cannot be entered, try again for as long as
 * charla lets us. */
enum mqtt_stay mqtt_stay(const struct mqtt_url *url, bool listens,
                         bool is_patient);

/* Wait for `ms`.  Returns true as soon as charla hangs up. */
bool mqtt_stay_is_hung_up_within(int ms);

#endif
