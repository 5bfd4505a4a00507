/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_client: asks the monitor, for the confined process.
 *
 * A request waits for its reply, which comes within milliseconds; only a call
 * takes longer, and is therefore asked for and fetched in two steps.  The
 * threads of a conversation may ask at the same time. */
#ifndef CHARLA_MONITOR_CLIENT_H
#define CHARLA_MONITOR_CLIENT_H

#include <stdbool.h>

#include "crypto/key_agent.h"

struct address;
struct error;
struct monitor;

/* Ask through `monitor`, which is borrowed.  Returns the agent that TLS
 * uses. */
struct key_agent monitor_client_keys(struct monitor *monitor);

/* Have whom the command line names called, after so many ms; or, if this
 * charla waits for the same contact, as soon as that announces itself.  The
 * answer is there when monitor->socket turns readable; nothing else may be
 * asked until it has been fetched, but for monitor_client_call_off.  Returns 0,
 * or -1 with `error` set. */
int monitor_client_dial(struct monitor *monitor, int delay_ms,
                        struct error *error);

/* Fetch the answer.  Returns the connected socket, which the caller closes,
 * and `*peer`, of length 0 if a proxy alone knows the address; or -1 with
 * `error` set, and errno ECONNREFUSED if nobody waits there, else 0. */
int monitor_client_dialled(struct monitor *monitor, struct address *peer,
                           struct error *error);

/* The answer is not wanted any more: end the call, and wait for that. */
void monitor_client_call_off(struct monitor *monitor);

/* Was it the contact who answered the last call? */
void monitor_client_judge(struct monitor *monitor, bool is_right);

/* Hand a browser's `socket`, which stays the caller's, to charla-web, which is
 * started if it does not run.  Returns 0, with `*reports` the socket on which
 * charla-web reports (monitor/web_report.h) if it has just been started, which
 * the caller closes, else -1; or -1 with `error` set. */
int monitor_client_pass_browser(struct monitor *monitor, int socket,
                                int *reports, struct error *error);

/* Have the command of --via ended, which takes up to a second and a half if it
 * does not end by itself.  `*failed` tells whether it had failed, which the
 * notes say.  Returns 0, or -1 with `error` set. */
int monitor_client_hang_up(struct monitor *monitor, bool *failed,
                           struct error *error);

#endif
