/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* session: what the two threads of a conversation share, each with its rule.
 * Private to conversation, receiver and sender. */
#ifndef CHARLA_SESSION_H
#define CHARLA_SESSION_H

#include <stdatomic.h>

#include "chat/conversation_setup.h"
#include "chat/ending.h"
#include "base/flag.h"
#include "crypto/trust.h"

struct session {
    /* Set before the receiver starts and never changed; what the terminal
     * and the transport guard themselves, their headers say. */
    const struct conversation_setup *setup;

    /* The receiver's until `opened` is up; from then on the two use them
     * side by side: the transport as its header says, the rest unchanged. */
    struct transport *transport;
    bool is_encrypted;
    struct trust trust; /* when encrypted */
    struct flag opened;

    /* Main's: how far the user is with verifying the other side's key. */
    struct {
        bool is_verified; /* just now */
        bool has_failed;  /* for the whole conversation */
        int groups[2];    /* the digits that are asked for: 1 to
                             FINGERPRINT_GROUPS; 0: not asked yet */
    } verification;

    /* Raised by the receiver when it is over, or by main to stop it. */
    struct flag shutdown;

    /* Counts up with every piece received or shown; main only compares. */
    atomic_ulong progress;

    /* The receiver's until it has raised the flag, then main's. */
    enum received received;
    struct error in_receiving;
};

#endif
