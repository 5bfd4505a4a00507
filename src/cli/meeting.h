/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* meeting: calls a contact and waits for its call at the same time, so that it
 * does not matter who of the two is first (doc/protocol.md, "Both call"). */
#ifndef CHARLA_MEETING_H
#define CHARLA_MEETING_H

#include "base/error.h"

struct calling;
struct door;
struct door_guest;
struct monitor;
struct options;
struct terminal_waiter;

struct meeting {
    const struct options *options;  /* borrowed, as is all of this */
    struct door *door;              /* waits for the contact */
    struct monitor *caller;         /* a monitor that only makes calls */
    struct calling *calling;        /* when to call */
    struct terminal_waiter *waiter; /* reads the terminal meanwhile */
    struct error *wrong_key;        /* set when somebody else has answered */
};

/* Wait until there is a connection with the contact.  Returns 0 with `guest`
 * filled in; or -1, with `error` set when the time of --wait is over or only
 * people with another key answer, or with `error` empty when the user has
 * cancelled the wait. */
int meeting_await(const struct meeting *meeting, struct door_guest *guest,
                  struct error *error);

#endif
