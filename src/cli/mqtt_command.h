/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_command: the command that --via=mqtt://... stands for, charla-mqtt. */
#ifndef CHARLA_MQTT_COMMAND_H
#define CHARLA_MQTT_COMMAND_H

#include <stdbool.h>

struct error;
struct terminal;

/* Returns the words of the command, to be freed with command_words_free; or
 * NULL with `error` set.  A listener's room is made up if the address has
 * none, and the command is shown that the other side types. */
char **mqtt_command_words(const char *address, bool listens,
                          struct terminal *terminal, struct error *error);

#endif
