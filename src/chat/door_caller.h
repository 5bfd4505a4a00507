/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller: one caller at the door, from its knock to a decision.  Private
 * to the door.
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
 * While somebody may come back to a conversation, who knocks is not greeted:
 * one that shakes hands at once is TO_SPEAK until its first frame has come.
 * So is the contact who is waited for and called at the same time, if it is
 * the one to choose between two connections.
 *
 * Nothing here waits; the clock comes in. */
#ifndef CHARLA_DOOR_CALLER_H
#define CHARLA_DOOR_CALLER_H

#include "chat/door_caller_state.h"

/* `fd` has just been accepted; it is taken, and non-blocking.  The caller is
 * greeted, or told at once that there `is_busy` somebody else, or given a
 * moment to show that it `may_return`, which is set. */
void caller_begin(struct caller *caller, const struct door_setup *setup,
                  int fd, bool is_busy, int64_t now);

/* Its socket has moved: go on as far as that leads. */
void caller_advance(struct caller *caller, const struct door_setup *setup,
                    int64_t now);

/* Its deadline has passed. */
void caller_expire(struct caller *caller, const struct door_setup *setup,
                   int64_t now);

/* Somebody else has been let in.  Who has been greeted is told so in its own
 * language, as soon as that is known: a line would break a handshake that is
 * on its way. */
void caller_turn_away(struct caller *caller);

void caller_free(struct caller *caller);

#endif
