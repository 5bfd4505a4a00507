/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_server: what the monitor does, request after request: it checks
 * each as if the asker had been taken over, carries it out, and answers. */
#ifndef CHARLA_MONITOR_SERVER_H
#define CHARLA_MONITOR_SERVER_H

struct monitor_setup;

/* Answer requests on `socket` until the other end is gone (returns 0) or has
 * sent what no charla sends (returns 1).  The monitor's main loop. */
int monitor_serve(int socket, const struct monitor_setup *setup);

#endif
