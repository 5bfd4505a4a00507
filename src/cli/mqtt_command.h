/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_command: makes the command, charla-mqtt, that --via=mqtt://... stands
 * for. */
#ifndef CHARLA_MQTT_COMMAND_H
#define CHARLA_MQTT_COMMAND_H

#include <stdbool.h>

struct code;
struct error;
struct terminal;

/* Returns the words of the command, which the caller frees with
 * command_words_free; or NULL with `error` set.  If the address names no room,
 * the room is named by the public digits of the `code`, or, if that is NULL,
 * at random.  When this side `listens`, `terminal` shows the command that the
 * other person has to type. */
char **mqtt_command_words(const char *address, bool listens,
                          const struct code *code, struct terminal *terminal,
                          struct error *error);

#endif
