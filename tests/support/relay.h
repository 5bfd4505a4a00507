/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* relay: somebody in between, who records what two programs say to each
 * other and may meddle with it. */
#ifndef CHARLA_RELAY_H
#define CHARLA_RELAY_H

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
/* Cut both connections: without a word, or the hard way. */
void relay_cut(struct relay *relay);
void relay_reset(struct relay *relay);
/* Pass on what is held, from now on faithfully. */
void relay_release(struct relay *relay);
/* Change a bit of what the caller says next. */
void relay_tamper(struct relay *relay);

/* What was recorded; waits for the end of both.  Borrowed until relay_end. */
struct relay_record {
    struct buffer from_caller, from_listener;
};
const struct relay_record *relay_record(struct relay *relay);
void relay_end(struct relay *relay);

#endif
