/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* connection: gets the connection of a conversation, by calling somebody or by
 * waiting for a call, and tells the user what is going on in the meantime. */
#ifndef CHARLA_CONNECTION_H
#define CHARLA_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/door_setup.h"

struct door;
struct encryption;
struct error;
struct invitation;
struct monitor;
struct options;
struct terminal;
struct terminal_waiter;

/* Start to listen as `options` says, and show the command that calls this
 * charla.  To be called while the process may still open sockets.  Returns the
 * listening socket, or -1 with `error` set. */
int connection_listen(const struct options *options,
                      struct terminal *terminal,
                      const struct invitation *invitation,
                      struct error *error);

/* Have the monitor call the host that `options` names.  Returns 0 with `guest`
 * filled in; or -1 with `error` set, or with `error` empty when the user has
 * cancelled the call. */
int connection_call(struct monitor *monitor, struct terminal_waiter *waiter,
                    const struct options *options, struct door_guest *guest,
                    struct error *error);

/* Wait at the door until somebody comes to talk.  Returns 0 with `guest`
 * filled in, or -1 when the user has left or the monitor is gone; `waiter`
 * says which. */
int connection_await(struct door *door, struct terminal_waiter *waiter,
                     struct door_guest *guest);

/* The same when the other side comes through the command of --via.  When the
 * command ends without a conversation it is started again, at the earliest a
 * second after its last start.  `*last_start`, 0 before the first, is in ms on
 * the monotonic clock.  Returns -1 with `error` set when the command has
 * failed. */
int connection_await_command(struct door *door, struct monitor *monitor,
                             struct terminal_waiter *waiter,
                             int64_t *last_start, struct door_guest *guest,
                             struct error *error);

#endif
