/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* connection: gets the connection of a conversation, by calling somebody or
 * by waiting for a call, and tells the user what is going on meanwhile. */
#ifndef CHARLA_CONNECTION_H
#define CHARLA_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/door_setup.h"

struct door;
struct encryption;
struct error;
struct monitor;
struct options;
struct terminal;
struct terminal_waiter;

/* Start to listen as `options` says, and show the command that calls, and what
 * a browser opens if it `has_page`; while the process may still open
 * sockets.  Returns the listening socket, or -1
 * with `error` set. */
int connection_listen(const struct options *options,
                      struct terminal *terminal, bool has_page,
                      struct error *error);

/* Have the monitor call whom `options` names.  Returns 0 with `guest` filled
 * in; or -1 with `error` set, or left alone when the user has called it
 * off. */
int connection_call(struct monitor *monitor, struct terminal_waiter *waiter,
                    const struct options *options, struct door_guest *guest,
                    struct error *error);

/* Wait at the door until somebody comes to talk.  Returns 0 with `guest`
 * filled in, or -1 when the user has left, or the monitor is gone, as
 * `waiter` says. */
int connection_await(struct door *door, struct terminal *terminal,
                     struct terminal_waiter *waiter,
                     struct door_guest *guest);

/* The same when nobody can knock: the command of --via is who comes.  When it
 * has ended without a conversation it is started again, a second after the
 * last start at the earliest; `*last_start`, 0 at first, is on the monotonic
 * clock, in ms.  -1 with `error` set: the command has failed. */
int connection_await_command(struct door *door, struct monitor *monitor,
                             struct terminal_waiter *waiter,
                             int64_t *last_start, struct door_guest *guest,
                             struct error *error);

#endif
