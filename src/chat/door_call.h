/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_call: the call that this side makes while it waits at its own door for
 * the same contact, so that it does not matter who is first
 * (doc/protocol.md, "Both call").  The connection is one more at the door, and
 * what comes of it is decided there, among those who call. */
#ifndef CHARLA_DOOR_CALL_H
#define CHARLA_DOOR_CALL_H

#include "chat/door_setup.h"

struct address;
struct door;
struct error;

/* The contact has been called: take `fd`, connected to `peer`. */
void door_call(struct door *door, int fd, const struct address *peer);

/* How is it with that call?  That it is over is told once. */
enum door_call door_look_call(struct door *door, struct error *why);

#endif
