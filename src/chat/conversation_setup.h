/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* conversation_setup: what a conversation needs: the connection, the terminal,
 * the keys and the time limits. */
#ifndef CHARLA_CONVERSATION_SETUP_H
#define CHARLA_CONVERSATION_SETUP_H

#include <signal.h>
#include <stdbool.h>

#include "crypto/trust.h"

struct door;
struct encryption;
struct monitor;
struct notes;
struct terminal;
struct code;
struct transport;

/* How long the end may take without progress of the other side, in ms. */
#define CONVERSATION_CLOSE_MS 5000

/* How long a side that has heard nothing waits before it may talk plain, in
 * ms. */
#define CONVERSATION_UNDECIDED_MS 3000

/* The same when the way is long: through a proxy, or a command. */
#define CONVERSATION_UNDECIDED_FAR_MS 15000

/* How long a handshake may take, in ms. */
#define CONVERSATION_HANDSHAKE_MS 10000

struct conversation_setup {
    struct transport *transport;   /* taken, and freed in the end */
    struct door *door;             /* borrowed: where strangers are told that
                                      a conversation lasts; NULL: none */
    bool is_encrypted;             /* the transport is, and `trust` is what is
                                      known of the key */
    struct trust trust;
    const char *header;            /* with `is_encrypted`: the header of the
                                      first frame, if it has been read; else
                                      NULL; borrowed */
    struct monitor *monitor;       /* borrowed: without it the conversation
                                      ends, and it calls again when the link
                                      breaks; NULL: there is none */
    struct monitor *caller;        /* borrowed: the monitor that calls again in
                                      place of that one; NULL: none does */
    bool by_command;               /* the link is a command, of --via */
    struct notes *notes;           /* borrowed; NULL: there is no command */
    struct terminal *terminal;     /* borrowed; it has begun */
    const char *host;              /* who is called; NULL: this side
                                      listens, and has greeted */
    const char *port;              /* with `host` */
    struct encryption *encryption; /* borrowed; NULL: never encrypt */
    const struct code *code;       /* both sides prove that they have it;
                                      borrowed; NULL: there is none */
    const unsigned char *share;    /* with `code`, of a listener: the caller's
                                      part of the proof; borrowed */
    bool must_encrypt;             /* refuse to talk plain */
    const char *peer;              /* how the user knows the other side: a
                                      host or an address; or NULL */
    const char *name;              /* what the other side is told, or NULL */
    int close_ms;                  /* CONVERSATION_CLOSE_MS; tests: less */
    int undecided_ms;              /* with `encryption`, in the same way */
    int handshake_ms;
    int timeout_ms;                /* see struct delivery */
    int resume_ms;                 /* how long to try to resume after a broken
                                      link; 0: not at all */
    const sigset_t *wait_mask;     /* the signals' mask while main waits */
};

#endif
