/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sender: reads the terminal and sends; it is the main thread's part of a
 * conversation. */
#ifndef CHARLA_SENDER_H
#define CHARLA_SENDER_H

struct ending;
struct session;

/* Send until both sides have ended (doc/protocol.md, "Ending"), or until there
 * is no use in going on.  Fills in the sender's part of `ending`. */
void sender_run(struct session *session, struct ending *ending);

#endif
