/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_command: the command that --via=mqtt://... stands for, charla-mqtt. */
#ifndef CHARLA_MQTT_COMMAND_H
#define CHARLA_MQTT_COMMAND_H

#include <stdbool.h>

struct code;
struct error;
struct terminal;

/* Returns the words of the command, to be freed with command_words_free; or
 * NULL with `error` set.  If the address has no room, it is one that the first
 * digits of the `code` name, or without a code (NULL) one that is made up.  A
 * listener is shown the command that the other side types. */
char **mqtt_command_words(const char *address, bool listens,
                          const struct code *code, struct terminal *terminal,
                          struct error *error);

#endif
