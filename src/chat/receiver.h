/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* receiver: the thread that reads the transport, puts lines together and
 * shows them. */
#ifndef CHARLA_RECEIVER_H
#define CHARLA_RECEIVER_H

/* A thread's function; `session` is a struct session.  It returns when the
 * stream is over or the flag is raised, with session->received set and the
 * flag up.  The result is NULL. */
void *receiver_run(void *session);

#endif
