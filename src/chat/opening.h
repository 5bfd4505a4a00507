/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening: greets, or waits for the greeting, and finds out whether the
 * conversation is encrypted or plain (doc/protocol.md, "Opening").  What
 * follows from what was heard is decided by opening_rules; this module carries
 * it out on one connection. */
#ifndef CHARLA_OPENING_H
#define CHARLA_OPENING_H

struct framer;
struct session;

enum opening {
    OPENING_DONE,    /* the conversation is open */
    OPENING_CLOSED,  /* it is open, and the other side sends no more */
    OPENING_REFUSED, /* it was not safe to go on */
    OPENING_IS_BUSY, /* the other side talks with somebody else */
    OPENING_BROKEN,  /* the connection was lost */
    OPENING_STOPPED, /* the main thread has raised the flag `shutdown` */
};

/* Run the opening to its end, in the receiver thread.  While the other side is
 * silent the session's flag `silent` goes up, and the main thread may begin to
 * talk in plain; the opening still listens then.
 *
 * On OPENING_DONE and OPENING_CLOSED the flag `opened` is up.  The framer holds
 * the text that has come from the other side, as it does on OPENING_BROKEN.  On
 * OPENING_BROKEN and OPENING_REFUSED session->in_receiving says why. */
enum opening opening_run(struct session *session, struct framer *framer);

#endif
