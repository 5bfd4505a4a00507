/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_call: adds to the door the call that this side makes itself while it
 * waits there for the same contact, so that it does not matter which side is
 * first (doc/protocol.md, "Both call").  The connection is treated as one more
 * caller, and the door chooses among all of them. */
#ifndef CHARLA_DOOR_CALL_H
#define CHARLA_DOOR_CALL_H

#include "chat/door_setup.h"

struct address;
struct door;
struct error;

/* This side has called the contact: take `fd`, connected to `peer`, which
 * becomes non-blocking. */
void door_call(struct door *door, int fd, const struct address *peer);

/* How far is that call?  Its end is reported once, with `why`. */
enum door_call door_look_call(struct door *door, struct error *why);

#endif
