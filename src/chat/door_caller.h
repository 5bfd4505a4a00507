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
 * While somebody may come back to a conversation, who knocks is not greeted:
 * one that shakes hands at once is RETURNING until its first frame has come.
 *
 * Nothing here waits; the clock comes in. */
#ifndef CHARLA_DOOR_CALLER_H
#define CHARLA_DOOR_CALLER_H

#include "base/error.h"
#include "chat/door_setup.h"
#include "chat/first_frame.h"

struct encryption_handshake;

enum caller_state {
    CALLER_UNGREETED, /* it may speak first, for DOOR_SPEAK_FIRST_MS */
    CALLER_GREETED,   /* it has been told who listens, and has not spoken */
    CALLER_HANDSHAKE, /* it speaks TLS */
    CALLER_RETURNING, /* it has the key of whoever may come back */
    CALLER_DECIDED,   /* `guest` is filled in */
    CALLER_LEAVING,   /* it has been told why it is let go */
    CALLER_GONE,      /* nothing is left but to release it */
};

struct caller {
    enum caller_state state;
    int fd; /* -1: the handshake or the guest has it */
    int64_t deadline;
    const struct door_return *may_return; /* borrowed: only this one is let
                                             in; NULL: anybody is */
    struct first_frame first;
    bool is_turned_away; /* somebody else has been let in */
    bool has_spoken;
    bool is_late;   /* it has begun to speak first, and takes its time */
    bool has_ended; /* it sends no more */
    bool is_counted; /* it came to nothing, and that is worth a line */
    struct encryption_handshake *handshake;
    struct door_guest guest; /* its address from the start on */
    struct error why;        /* why it is let go; "": it left */
};

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

/* Tell one that has come back that the conversation does not go on with it, as
 * far as it takes that. */
void caller_refuse_return(struct caller *caller);

void caller_free(struct caller *caller);

#endif
