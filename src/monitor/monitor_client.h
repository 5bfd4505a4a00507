/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_client: makes requests of the monitor, for the process in the
 * sandbox.
 *
 * Each function waits for the reply, which comes within milliseconds.  Only a
 * call takes longer; therefore it is made in two steps.  The threads of a
 * conversation may make requests at the same time. */
#ifndef CHARLA_MONITOR_CLIENT_H
#define CHARLA_MONITOR_CLIENT_H

#include <stdbool.h>

#include "crypto/key_agent.h"

struct address;
struct error;
struct monitor;

/* The key agent that asks `monitor`, which is borrowed. */
struct key_agent monitor_client_keys(struct monitor *monitor);

/* Have the monitor call the host of the command line after `delay_ms`; or, if
 * this charla also waits for that contact, as soon as the contact announces
 * itself, if that is earlier.  The reply has come when monitor->socket turns
 * readable; until it has been fetched no request but monitor_client_call_off
 * may be made.  Returns 0, or -1 with `error` set. */
int monitor_client_dial(struct monitor *monitor, int delay_ms,
                        struct error *error);

/* Fetch the reply.  Returns the connected socket, which the caller closes, and
 * sets `*peer`, whose length is 0 if only a proxy knows the address.  Or
 * returns -1 with `error` set and errno ECONNREFUSED if nobody waits there,
 * else 0. */
int monitor_client_dialled(struct monitor *monitor, struct address *peer,
                           struct error *error);

/* Cancel the call, and wait until that is done. */
void monitor_client_call_off(struct monitor *monitor);

/* Tell the monitor whether it was the contact who answered the last call. */
void monitor_client_judge(struct monitor *monitor, bool is_right);

/* Hand a browser's `socket`, which the caller keeps, to charla-web, starting
 * that if it is not running.  If it was started, `*reports` is the socket on
 * which it reports (monitor/web_report.h), which the caller closes; else -1.
 * Returns 0, or -1 with `error` set. */
int monitor_client_pass_browser(struct monitor *monitor, int socket,
                                int *reports, struct error *error);

/* Have the command of --via ended, which takes up to a second and a half if it
 * does not end by itself.  `*failed` is set if it had failed; the notes then
 * say how.  Returns 0, or -1 with `error` set. */
int monitor_client_hang_up(struct monitor *monitor, bool *failed,
                           struct error *error);

#endif
