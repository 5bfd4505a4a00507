/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_private: the door's state, and what its files do for each other.
 * Private to door.c (accepts callers, and lets one in), door_call.c,
 * door_notice.c and door_return.c. */
#ifndef CHARLA_DOOR_PRIVATE_H
#define CHARLA_DOOR_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "chat/door_caller.h"
#include "chat/door_setup.h"

struct door {
    struct door_setup setup;
    int events; /* base/event_set.h */
    struct caller *callers[DOOR_CALLERS_MAX]; /* the oldest first */
    size_t count;
    struct caller *guest;  /* decided, not taken yet */
    bool is_busy;          /* there is a conversation... */
    bool lets_return;      /* ...whose other side, `who`, may come back */
    struct door_return who;
    bool has_call;              /* this side has called, see door_call.h */
    enum door_call call;        /* the result; NONE: there is none yet */
    struct error call_why;
    struct caller *returner; /* the one that has come back, until taken */
    int64_t listens_again; /* when to listen again, after descriptors had run
                              out; CLOCK_NEVER: it listens again, but has
                              accepted nobody since; 0: all is well */
    int64_t quiet_until;   /* no line about callers before this time */
    unsigned untold;       /* callers since then that did not talk */
};

static inline int64_t door_now(const struct door *door)
{
    return door->setup.now ? door->setup.now() : clock_monotonic_ms();
}

/* Add a caller, which caller_begin or caller_begin_call has filled. */
void door_add(struct door *door, struct caller *caller);

/* ---- door_call.c --------------------------------------------------------- */

/* Remember how the call of this side has ended. */
void door_note_call(struct door *door, const struct caller *caller);

/* ---- door_notice.c ------------------------------------------------------- */

/* Tell the user of a caller that did not talk; or, some time later, how many
 * more there were. */
void door_tell(struct door *door, const struct caller *caller);
void door_tell_the_rest(struct door *door);

/* ---- door_return.c ------------------------------------------------------- */

/* Take a caller away from the door, and fill `guest` with its connection,
 * which the caller of this function now owns. */
void door_hand_over(struct door *door, struct caller *caller,
                    struct door_guest *guest);

/* Choose the newest of those who have come back. */
void door_choose_return(struct door *door);

/* Nobody may come back any more.  A peer that has come back to begin a new
 * conversation becomes the next guest. */
void door_end_return(struct door *door);

#endif
