/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* relay: a man in the middle, who records what two programs send each other and
 * may change it. */
#ifndef CHARLA_RELAY_H
#define CHARLA_RELAY_H

#include <stddef.h>

#include "base/buffer.h"

enum relay_trick {
    RELAY_FAITHFUL,
    RELAY_CUT_TOKEN, /* makes the greeting one of a charla that is --plain */
    RELAY_SLIP_IN,   /* adds a line after the greeting */
    RELAY_HOLD,      /* holds the greeting back until relay_release */
};

struct relay;

/* Take one call on `*port` and pass it on to the port `target`. */
struct relay *relay_start(unsigned target, enum relay_trick trick,
                          unsigned *port);
/* Cut both connections: with a close, or with a reset. */
void relay_cut(struct relay *relay);
void relay_reset(struct relay *relay);
/* Pass on the bytes that are held; from now on nothing is changed. */
void relay_release(struct relay *relay);
/* Pass on `bytes` more of what the listener says, then none until
 * relay_release. */
void relay_stall(struct relay *relay, size_t bytes);
/* Change a bit in the next bytes from the caller. */
void relay_tamper(struct relay *relay);

/* What was recorded; waits for the end of both.  Borrowed until relay_end. */
struct relay_record {
    struct buffer from_caller, from_listener;
};
const struct relay_record *relay_record(struct relay *relay);
void relay_end(struct relay *relay);

#endif
