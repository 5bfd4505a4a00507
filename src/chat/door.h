/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door: the listening socket, with everybody who has knocked and of whom it
 * is not known yet what they want.
 *
 * The socket stays open from the first wait to the end of the program.  Each
 * caller is a small state machine with a deadline: it is greeted, its first
 * bytes are looked at, and by them it is TLS, plain text, a browser, or
 * nothing.  The first one that turns out to be a conversation is the guest;
 * the others are told "busy" and let go, and so is everybody who calls while
 * the conversation lasts.  Who merely knocks (a port scan, a health check,
 * garbage, silence) never ends the wait and is told to the user in one line.
 *
 * While a conversation lasts that can be resumed, its other side may come back
 * over a new connection, and only it: see door_return.h.
 *
 * The door has no thread of its own and never waits: its owner polls door_fd
 * for POLLIN, for door_timeout at most, and then calls door_step.  One thread
 * at a time. */
#ifndef CHARLA_DOOR_H
#define CHARLA_DOOR_H

#include "chat/door_setup.h"

struct error;

/* Returns the door, to be freed with door_free, or NULL with `error` set;
 * then the listener is closed. */
struct door *door_new(const struct door_setup *setup, struct error *error);
void door_free(struct door *door);

/* What to poll for POLLIN... */
int door_fd(const struct door *door);
/* ...and for how long, in ms; -1: for ever. */
int door_timeout(const struct door *door);

/* Somebody has come by another way than the listening socket: take `fd`, which
 * is non-blocking.  It may be silent for as long as it likes. */
void door_admit(struct door *door, int fd);

/* Is nobody there, neither at the door nor in it? */
bool door_is_empty(const struct door *door);

/* Take a step with everybody who has moved, and let go whose time is up. */
void door_step(struct door *door);

/* Is somebody here to talk with?  Then `guest` is filled in, and from now on
 * the door says "busy", until door_expect. */
bool door_take(struct door *door, struct door_guest *guest);

/* The conversation is over: the next caller may come in, first of all one who
 * has come back to begin anew. */
void door_expect(struct door *door);

#endif
