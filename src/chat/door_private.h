/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_private: the door's state.  Private to door.c (who knocks, and who is
 * let in) and door_return.c (who comes back to a conversation). */
#ifndef CHARLA_DOOR_PRIVATE_H
#define CHARLA_DOOR_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
    struct caller *returner; /* it has, and is not taken yet */
    int64_t listens_again; /* descriptors had run out; 0: the door listens */
    int64_t quiet_until;   /* no line about callers before that */
    unsigned untold;       /* callers that came to nothing meanwhile */
};

/* Have a caller leave the door with its connection: its guest is the
 * asker's. */
void door_hand_over(struct door *door, struct caller *caller,
                    struct door_guest *guest);

/* Choose the newest of those who have come back. */
void door_choose_return(struct door *door);

/* Nobody may come back any more; who begins anew is the next guest. */
void door_end_return(struct door *door);

#endif
