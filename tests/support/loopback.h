/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* loopback: skips a test where the loopback interface is down.
 *
 * Connections to 127.0.0.1 fail or time out there.  All code in tests/ that
 * opens or waits for such a connection calls this first. */
#ifndef CHARLA_LOOPBACK_H
#define CHARLA_LOOPBACK_H

/* Ends the test as skipped, with a message, if 127.0.0.1 cannot be called. */
void loopback_need(void);

#endif
