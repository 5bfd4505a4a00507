/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* conversation_setup: what a conversation is to be held with and how. */
#ifndef CHARLA_CONVERSATION_SETUP_H
#define CHARLA_CONVERSATION_SETUP_H

#include <signal.h>
#include <stdbool.h>

struct encryption;
struct terminal;
struct transport;

/* How long one waits at the end for the other side to go on, in ms. */
#define CONVERSATION_CLOSE_MS 5000

/* How long one who has heard nothing stays undecided, in ms. */
#define CONVERSATION_UNDECIDED_MS 3000

/* How long a handshake may take, in ms. */
#define CONVERSATION_HANDSHAKE_MS 10000

struct conversation_setup {
    struct transport *transport;   /* taken, and freed in the end */
    struct terminal *terminal;     /* borrowed; it has begun */
    const char *host;              /* whom I call; NULL: a listener, who
                                      speaks first */
    const char *port;              /* with `host` */
    struct encryption *encryption; /* borrowed; NULL: never encrypt */
    bool must_encrypt;             /* refuse to talk in plain */
    const char *name;              /* to tell to the other side, or NULL */
    int close_ms;                 /* CONVERSATION_CLOSE_MS; tests: less */
    int undecided_ms;              /* with `encryption`, in the same way */
    int handshake_ms;
    int timeout_ms;                /* see struct delivery */
    const sigset_t *wait_mask;     /* the signals' mask while main waits */
};

#endif
