/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller: leads one caller at the door from its connection to a decision.
 * Private to the door.
 *
 *     UNGREETED --- a browser --> GONE, to charla-web
 *        '-- text, or nothing for a moment --> GREETED, TLS as below
 *     GREETED --- TLS --> HANDSHAKE --- a good key --> DECIDED
 *        |  |                 '-- anything else --> LEAVING --> GONE
 *        |  '-- text, or silence --> DECIDED
 *        '-- a browser, too late --> LEAVING; left without a word --> GONE
 *
 *     CALLED --- a greeting that offers charla/1 --> HANDSHAKE, as above
 *        '-- anything else --> GONE
 *
 * While the other side of a conversation may come back, callers are not
 * greeted: one that begins a handshake at once is then TO_SPEAK until its
 * first frame has come.  So is the contact that is both called and waited for,
 * if it has to choose between two connections.
 *
 * Nothing here waits; the time is passed in as `now`, in ms. */
#ifndef CHARLA_DOOR_CALLER_H
#define CHARLA_DOOR_CALLER_H

#include "chat/door_caller_state.h"

/* Begin with `fd`, which has just been accepted and is non-blocking; it is
 * taken.  The caller is greeted; or, with `is_busy`, told that at once; or, if
 * its `may_return` is set, given a moment to begin a handshake. */
void caller_begin(struct caller *caller, const struct door_setup *setup,
                  int fd, bool is_busy, int64_t now);

/* The caller's socket has moved: go on as far as possible. */
void caller_advance(struct caller *caller, const struct door_setup *setup,
                    int64_t now);

/* The caller's deadline has passed. */
void caller_expire(struct caller *caller, const struct door_setup *setup,
                   int64_t now);

/* Another caller has been let in: tell this one that this side is busy.  If it
 * has been greeted, wait until it shows whether it speaks TLS or plain text,
 * because a line of text would break a handshake. */
void caller_turn_away(struct caller *caller);

void caller_free(struct caller *caller);

#endif
