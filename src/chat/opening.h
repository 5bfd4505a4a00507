/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening: finds out from the first bytes of the other side whether the
 * conversation is encrypted or plain (doc/protocol.md, "Opening").  A caller
 * waits for the greeting; on the listener's side the door has sent it.
 * opening_rules decides; this module reads, and does what was decided. */
#ifndef CHARLA_OPENING_H
#define CHARLA_OPENING_H

#include "chat/opening_result.h"

struct framer;
struct session;

/* Run the opening until it ends, in the receiver thread.  If the other side
 * stays silent, the session's flag `silent` is raised, and the main thread may
 * begin to talk in plain; the opening then goes on reading.
 *
 * On OPENING_DONE and OPENING_CLOSED the flag `opened` is raised.  On these and
 * on OPENING_BROKEN the framer holds the text that has come from the other
 * side.  On OPENING_BROKEN and OPENING_REFUSED session->in_receiving says
 * why. */
enum opening opening_run(struct session *session, struct framer *framer);

#endif
