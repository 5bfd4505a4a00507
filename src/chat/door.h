/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door: accepts callers at the listening socket, finds out which of them want
 * to talk, and lets one in.
 *
 * The socket stays open from the first wait to the end of the program.  Each
 * caller is a small state machine with a deadline: it is greeted, and its
 * first bytes show whether it speaks TLS, plain text, or HTTP (a browser), or
 * wants nothing.  The first caller that begins a conversation is the guest.
 * The others are told "busy" and disconnected, and so is everybody who calls
 * during the conversation.  A caller that does not want to talk (a port scan,
 * a health check, garbage, silence) never ends the wait; the user is told of
 * it in one line.
 *
 * During a conversation that can be resumed, its other side, and nobody else,
 * may come back over a new connection: see door_return.h.
 *
 * The door has no thread of its own and never waits: its owner polls door_fd
 * for POLLIN, for door_timeout at most, and then calls door_step.  One thread
 * at a time. */
#ifndef CHARLA_DOOR_H
#define CHARLA_DOOR_H

#include "chat/door_setup.h"

struct error;

/* Make a door, which takes the listener.  Returns it, for the caller to free
 * with door_free; or NULL with `error` set, and the listener closed. */
struct door *door_new(const struct door_setup *setup, struct error *error);
void door_free(struct door *door);

/* The descriptor to poll for POLLIN... */
int door_fd(const struct door *door);
/* ...and for how long, in ms; -1: for ever. */
int door_timeout(const struct door *door);

/* Admit a caller that has not come through the listening socket: take `fd`,
 * which becomes non-blocking.  This caller may be silent without a time
 * limit. */
void door_admit(struct door *door, int fd);

/* Is there nobody, neither an undecided caller nor a guest to be taken? */
bool door_is_empty(const struct door *door);

/* Go on with every caller whose socket has moved, and let those go whose time
 * is up. */
void door_step(struct door *door);

/* Is there a guest?  Then `guest` is filled in, and until door_expect the door
 * tells everybody else "busy". */
bool door_take(struct door *door, struct door_guest *guest);

/* The conversation is over: the next caller may come in.  A peer that has come
 * back to begin a new conversation is the first. */
void door_expect(struct door *door);

#endif
