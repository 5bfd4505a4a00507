/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_return: lets the other side of a conversation whose link has broken
 * come back through the door over a new connection (doc/protocol.md,
 * "Resuming").  For the thread that has the door at the time (door.h). */
#ifndef CHARLA_DOOR_RETURN_H
#define CHARLA_DOOR_RETURN_H

#include "chat/door.h"

/* From now on, until door_expect, this peer may come back; NULL: nobody. */
void door_let_return(struct door *door, const struct door_return *who);

/* The link to that peer is broken.  Until the peer is taken back, callers are
 * greeted, too, because it may have been started again. */
void door_miss(struct door *door);

/* The peer that has come back, the newest if there are several; NULL: nobody.
 * Borrowed. */
const struct door_guest *door_look_return(const struct door *door);

/* Take that peer's connection, as door_take does; or tell the peer that the
 * conversation does not go on with it. */
void door_take_return(struct door *door, struct door_guest *guest);
void door_refuse_return(struct door *door);

#endif
