/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_setup: says what a door needs and whom it lets in. */
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

/* How many undecided callers there may be.  If one more comes, the one that
 * has been silent for the longest time has to go. */
#define DOOR_CALLERS_MAX 16

/* How long a caller may take from its knock to a decision, in ms. */
#define DOOR_CALLER_MS 10000

/* How long a caller that is disconnected has to read why, in ms. */
#define DOOR_LEAVE_MS 1000

/* A browser fails when it is spoken to before it has spoken; so, where there is
 * a page for it, a caller is given this long to speak first, in ms.  A browser
 * takes some 10 ms. */
#define DOOR_SPEAK_FIRST_MS 150

/* During a conversation that can be resumed, its other side may come back over
 * a new connection, and then begins a handshake at once.  A caller that has
 * not begun one after this long, in ms, is told "busy"; but if the link is
 * broken, it is greeted: the other side may have been started again. */
#define DOOR_RETURN_MS 500

/* The shortest time between two lines about callers that did not talk, in ms:
 * a port scan must not flood the screen. */
#define DOOR_NOTICE_MS 5000

struct door_setup {
    int listener;                  /* listening; taken, and closed in the end;
                                      -1: see door_admit */
    struct terminal *terminal;     /* borrowed: shows lines about callers */
    struct encryption *encryption; /* borrowed, prepared; NULL: plain only */
    struct door_web *web;          /* taken; NULL: browsers are turned away */
    bool must_encrypt;             /* only callers that encrypt are let in */
    const char *contact;           /* borrowed: the contact to wait for, which
                                      may be called as well (door_call.h);
                                      needs `must_encrypt`; NULL: anybody */
    bool shows_code;               /* callers are asked for the code; needs
                                      `must_encrypt` */
    unsigned timeout_s;            /* of a guest's transport */
    int undecided_ms;              /* a caller that is silent for this long is
                                      waiting for us to speak */
    int64_t (*now)(void);          /* NULL: clock_monotonic_ms */
};

/* The caller that was let in. */
struct door_guest {
    struct transport *transport; /* the taker frees it */
    struct address address;
    bool is_encrypted;
    bool has_browser;   /* a person with a browser, behind charla-web */
    struct trust trust; /* when encrypted */
    bool is_silent;     /* it was greeted, and has said nothing so far */
    bool was_called;    /* by this side, see door_call.h */

    bool has_share;     /* `share` is its part of the code's proof */
    unsigned char share[CODE_PROOF_SHARE];

    /* If it had to speak first: */
    bool begins_anew;  /* it has sent HELLO, whose header has been read */
    char header[FRAME_HEADER_SIZE];
    uint64_t position; /* otherwise: how much of our TEXT it has, in bytes */
};

/* How far a call is that this side makes (door_call.h). */
enum door_call {
    DOOR_CALL_NONE,   /* there is none, or its end has been reported */
    DOOR_CALL_GOES_ON,
    DOOR_CALL_FAILED, /* for the reason in `why` */
    DOOR_CALL_UNSAFE, /* somebody else has answered, as `why` says */
};

/* The peer that may come back. */
struct door_return {
    struct fingerprint theirs;       /* with this key */
    unsigned char id[FRAME_ID_SIZE]; /* to this conversation */
    bool is_missed; /* its link is broken */
};

#endif
