/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* receiver: the thread that reads from the transport, splits what comes into
 * lines and shows them. */
#ifndef CHARLA_RECEIVER_H
#define CHARLA_RECEIVER_H

/* The thread's function; `session` is a struct session.  Returns NULL when the
 * stream has ended or session->shutdown was raised; session->received is set
 * and session->closed is raised then. */
void *receiver_run(void *session);

#endif
