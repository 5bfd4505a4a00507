/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sender: main's side of a conversation; it reads the terminal and sends. */
#ifndef CHARLA_SENDER_H
#define CHARLA_SENDER_H

struct ending;
struct session;

/* Send until both sides have ended (doc/protocol.md, "Ending"), or until it
 * is no use to go on.  Fills the sender's part of `ending`. */
void sender_run(struct session *session, struct ending *ending);

#endif
