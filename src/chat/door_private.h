/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_private: the door's state.  Private to door.c (who knocks, and who is
 * let in) and door_return.c (who comes back to a conversation). */
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
    int epoll;
    struct caller *callers[DOOR_CALLERS_MAX]; /* the oldest first */
    size_t count;
    struct caller *guest;  /* decided, not taken yet */
    bool is_busy;          /* a conversation lasts */
    bool lets_return;      /* whose other side may come back: this one */
    struct door_return who;
    bool has_call;              /* this side has called, see door_call.h */
    enum door_call call;        /* what has come of it; NONE: nothing yet */
    struct error call_why;
    struct caller *returner; /* it has, and is not taken yet */
    int64_t listens_again; /* descriptors had run out; 0: the door listens */
    int64_t quiet_until;   /* no line about callers before that */
    unsigned untold;       /* callers that came to nothing meanwhile */
};

static inline int64_t door_now(const struct door *door)
{
    return door->setup.now ? door->setup.now() : clock_monotonic_ms();
}

/* Take another one, who has been begun. */
void door_add(struct door *door, struct caller *caller);

/* ---- door_call.c --------------------------------------------------------- */

/* The one who was called is gone. */
void door_note_call(struct door *door, const struct caller *caller);

/* ---- door_notice.c ------------------------------------------------------- */

/* Tell the user of a caller that came to nothing; or, some time later, how
 * many more there were. */
void door_tell(struct door *door, const struct caller *caller);
void door_tell_the_rest(struct door *door);

/* ---- door_return.c ------------------------------------------------------- */

/* Have a caller leave the door with its connection: its guest is the
 * asker's. */
void door_hand_over(struct door *door, struct caller *caller,
                    struct door_guest *guest);

/* Choose the newest of those who have come back. */
void door_choose_return(struct door *door);

/* Nobody may come back any more; who begins anew is the next guest. */
void door_end_return(struct door *door);

#endif
