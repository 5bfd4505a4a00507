/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* conversation_setup: holds all that a conversation needs: the connection, the
 * terminal, the keys and the time limits. */
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

/* How long the other side may make no progress at the end, in ms. */
#define CONVERSATION_CLOSE_MS 5000

/* How long a side that has received nothing waits before it may talk plain, in
 * ms. */
#define CONVERSATION_UNDECIDED_MS 3000

/* The same for a connection that may take longer: through a proxy, or through
 * a command. */
#define CONVERSATION_UNDECIDED_FAR_MS 15000

/* How long a handshake may take, in ms. */
#define CONVERSATION_HANDSHAKE_MS 10000

struct conversation_setup {
    struct transport *transport;   /* taken, and freed in the end */
    struct door *door;             /* borrowed: tells other callers that this
                                      side is busy; NULL: none */
    bool is_encrypted;             /* the transport is already encrypted, and
                                      `trust` is set */
    struct trust trust;
    const char *header;            /* with `is_encrypted`: the header of the
                                      first frame, if it has been read; else
                                      NULL; borrowed */
    struct monitor *monitor;       /* borrowed: calls again when the link
                                      breaks; if the monitor ends, so does the
                                      conversation; NULL: there is none */
    struct monitor *caller;        /* borrowed: a second monitor, which calls
                                      again instead; NULL: there is none */
    bool by_command;               /* the link is the command of --via */
    struct notes *notes;           /* borrowed; NULL: there is no command */
    struct terminal *terminal;     /* borrowed; it has begun */
    const char *host;              /* the host that this side calls; NULL:
                                      this side listens, and has greeted */
    const char *port;              /* with `host` */
    struct encryption *encryption; /* borrowed; NULL: never encrypt */
    const struct code *code;       /* borrowed: both sides must prove that
                                      they have it; NULL: there is none */
    const unsigned char *share;    /* borrowed: with `code`, for a listener,
                                      the caller's part of the proof */
    bool must_encrypt;             /* refuse to talk plain */
    const char *peer;              /* how the user knows the other side: a
                                      host or an address; or NULL */
    const char *name;              /* the name that the other side is told, or
                                      NULL */
    bool tells_typing;             /* tell each other who is typing, if the
                                      other side wants to, too */
    int close_ms;                  /* CONVERSATION_CLOSE_MS; less in tests */
    int undecided_ms;              /* with `encryption`, likewise */
    int handshake_ms;
    int timeout_ms;                /* see struct delivery */
    int resume_ms;                 /* how long to try to resume after a broken
                                      link; 0: not at all */
    const sigset_t *wait_mask;     /* the signals' mask while main waits */
};

#endif
