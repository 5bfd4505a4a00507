/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening: the first moments of a conversation, in which it turns out
 * whether it is encrypted (doc/protocol.md, "Opening"). */
#ifndef CHARLA_OPENING_H
#define CHARLA_OPENING_H

struct framer;
struct session;

enum opening {
    OPENING_DONE,    /* the conversation is open */
    OPENING_CLOSED,  /* the same, and the other side has ended already */
    OPENING_REFUSED, /* it was not safe to go on */
    OPENING_BROKEN,  /* the connection was lost */
    OPENING_STOPPED, /* main wants to end */
};

/* Greet, or wait for the greeting, and agree on plain or encrypted.  Called
 * by the receiver.  On OPENING_DONE and _CLOSED the session's `opened` is up;
 * the framer holds what has come of the other side's text, as it does on
 * OPENING_BROKEN.  On that and on OPENING_REFUSED session->in_receiving says
 * why. */
enum opening opening_run(struct session *session, struct framer *framer);

#endif
