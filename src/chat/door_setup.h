/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_setup: what a door is made of, and whom it lets in. */
#ifndef CHARLA_DOOR_SETUP_H
#define CHARLA_DOOR_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/code_proof.h"
#include "crypto/trust.h"
#include "net/address.h"
#include "wire/frame.h"

struct door_web;
struct encryption;
struct terminal;
struct transport;

/* How many undecided callers there may be.  One more pushes out the one that
 * has said nothing for the longest time. */
#define DOOR_CALLERS_MAX 16

/* How long a caller may take from its knock to a decision, in ms. */
#define DOOR_CALLER_MS 10000

/* How long a caller that is let go is given to hear why, in ms. */
#define DOOR_LEAVE_MS 1000

/* A browser fails when it is spoken to before it has spoken; so, where there is
 * a page for it, a caller is given this long to speak first, in ms.  A browser
 * takes some 10 ms. */
#define DOOR_SPEAK_FIRST_MS 150

/* While a conversation lasts that can be resumed, its other side may come back
 * over a new connection.  It begins to encrypt at once; who has not begun
 * after so long, in ms, is somebody else and is told "busy". */
#define DOOR_RETURN_MS 500

/* Between two lines about callers that came to nothing, in ms: a port scan
 * must not flood the screen. */
#define DOOR_NOTICE_MS 5000

struct door_setup {
    int listener;                  /* listening; taken, and closed in the end;
                                      -1: see door_admit */
    struct terminal *terminal;     /* borrowed: where callers are told of */
    struct encryption *encryption; /* borrowed, prepared; NULL: plain only */
    struct door_web *web;          /* taken; NULL: browsers are turned away */
    bool must_encrypt;             /* nobody is let in who does not encrypt */
    const char *contact;           /* borrowed: who is waited for, and may be
                                      called as well (door_call.h), with
                                      `must_encrypt`; NULL: anybody */
    bool shows_code;               /* whoever comes is asked for the code, with
                                      `must_encrypt` */
    unsigned timeout_s;            /* of a guest's transport */
    int undecided_ms;              /* a caller that is silent for so long
                                      wants to be spoken to */
    int64_t (*now)(void);          /* NULL: clock_monotonic_ms */
};

/* Who was let in. */
struct door_guest {
    struct transport *transport; /* the taker frees it */
    struct address address;
    bool is_encrypted;
    bool has_browser;   /* a person with a browser, behind charla-web */
    struct trust trust; /* when encrypted */
    bool is_silent;     /* it was greeted, and has said nothing so far */
    bool was_called;    /* by this side, see door_call.h */

    bool has_share;     /* its part of the code's proof: */
    unsigned char share[CODE_PROOF_SHARE];

    /* Of whoever had to speak first: */
    bool begins_anew;  /* it says HELLO, of which... */
    char header[FRAME_HEADER_SIZE]; /* ...so much has been read */
    uint64_t position; /* else, of who came back: how much TEXT it has */
};

/* How it is with a call that this side makes (door_call.h). */
enum door_call {
    DOOR_CALL_NONE,   /* there is none, or what came of it has been told */
    DOOR_CALL_GOES_ON,
    DOOR_CALL_FAILED, /* for the reason in `why` */
    DOOR_CALL_UNSAFE, /* somebody else has answered, as `why` says */
};

/* Who may come back. */
struct door_return {
    struct fingerprint theirs;       /* with this key */
    unsigned char id[FRAME_ID_SIZE]; /* to this conversation */
};

#endif
