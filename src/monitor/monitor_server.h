/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_server: answers the requests in the monitor.  It checks each as if
 * the asking process had been taken over by an attacker. */
#ifndef CHARLA_MONITOR_SERVER_H
#define CHARLA_MONITOR_SERVER_H

struct monitor_setup;

/* The monitor's main loop: answer requests on `socket` until the other end is
 * gone (returns 0) or has sent a malformed one (returns 1). */
int monitor_serve(int socket, const struct monitor_setup *setup);

#endif
