/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* broker: starts a real MQTT broker, mosquitto, on the loopback, and gives
 * users whose charla connects to it. */
#ifndef CHARLA_TEST_BROKER_H
#define CHARLA_TEST_BROKER_H

#include "support/harness.h"

/* A line of configuration: anybody may connect. */
#define BROKER_ANYBODY "allow_anonymous true\n"

/* Ends the test as skipped, with a message, where mosquitto is not installed
 * or there is no charla-mqtt beside the charla under test. */
void broker_need(void);

/* Start a broker that listens on this port of 127.0.0.1; `more` is appended to
 * its configuration.  It is ended with the test. */
struct program *broker_start(unsigned port, const char *more);

/* A user whose charla finds charla-mqtt, with one more environment variable, or
 * NULL.  Valid until the fourth call after this one. */
const struct setup *broker_member(const char *name, const char *variable);

#endif
