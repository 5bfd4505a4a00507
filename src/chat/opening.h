/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening: finds out from what the other side says first whether the
 * conversation is encrypted or plain (doc/protocol.md, "Opening").  A caller
 * waits for the greeting; a listener's has been sent by the door.  What
 * follows from what was heard is decided by opening_rules; this module carries
 * it out on one connection. */
#ifndef CHARLA_OPENING_H
#define CHARLA_OPENING_H

#include "chat/opening_result.h"

struct framer;
struct session;

/* Run the opening to its end, in the receiver thread.  While the other side is
 * silent the session's flag `silent` goes up, and the main thread may begin to
 * talk in plain; the opening still listens then.
 *
 * On OPENING_DONE and OPENING_CLOSED the flag `opened` is up.  The framer holds
 * the text that has come from the other side, as it does on OPENING_BROKEN.  On
 * OPENING_BROKEN and OPENING_REFUSED session->in_receiving says why. */
enum opening opening_run(struct session *session, struct framer *framer);

#endif
