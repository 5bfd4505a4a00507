/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_state: holds the state of one caller at the door. */
#ifndef CHARLA_DOOR_CALLER_STATE_H
#define CHARLA_DOOR_CALLER_STATE_H

#include "base/error.h"
#include "chat/door_setup.h"
#include "chat/first_frame.h"

struct encryption_handshake;

enum caller_state {
    CALLER_UNGREETED, /* it may speak first, for DOOR_SPEAK_FIRST_MS */
    CALLER_GREETED,   /* it has been greeted, and has not spoken */
    CALLER_CALLED,    /* this side has called it, and waits for a greeting */
    CALLER_HANDSHAKE, /* it speaks TLS */
    CALLER_TO_SPEAK,  /* it has shown its key, and must first say that it
                         comes back, or that it has chosen this connection, or
                         that it has the code */
    CALLER_DECIDED,   /* `guest` is filled in */
    CALLER_LEAVING,   /* it has been told why it is disconnected */
    CALLER_GONE,      /* it only remains to be released */
};

struct caller {
    enum caller_state state;
    int fd; /* -1: the handshake or the guest has it */
    int64_t deadline;
    const struct door_return *may_return; /* borrowed: only this peer is let
                                             in; NULL: anybody is */
    struct first_frame first;
    bool is_asked; /* for the code */
    unsigned char share[FRAME_HEADER_SIZE + CODE_PROOF_SHARE]; /* the answer,
                                             as far as it has come */
    size_t share_length;
    bool calls;          /* this side has made the call */
    bool is_unsafe;      /* with `calls`: somebody else has answered */
    bool is_stranger;    /* it is not the contact that is waited for */
    bool is_turned_away; /* somebody else has been let in */
    bool has_spoken;
    bool is_late;    /* it has begun to speak first, but has not said enough
                        in time */
    bool has_ended;  /* it sends no more */
    bool is_counted; /* it did not talk, and the user is told so */
    struct encryption_handshake *handshake;
    struct door_guest guest; /* with its address from the start */
    struct error why;        /* why it was disconnected; "": it left */
};

/* The caller did not talk, and the user is told so. */
static inline void caller_leave(struct caller *caller)
{
    caller->state = CALLER_GONE;
    caller->is_counted = true;
}

#endif
