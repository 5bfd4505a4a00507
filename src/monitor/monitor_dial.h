/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_dial: makes the calls of the monitor: to the one host of the command
 * line, or to the places where a contact was met last or announces itself,
 * directly or through a proxy.  Private to the monitor's process. */
#ifndef CHARLA_MONITOR_DIAL_H
#define CHARLA_MONITOR_DIAL_H

#include "monitor/monitor_places.h"

struct address;
struct error;
struct monitor_setup;

/* Wait for `delay_ms`, or until the contact announces itself, and call.  All
 * this goes on until `asker` is readable, for then nobody waits for the answer
 * any more.  Returns the connected socket, which the caller closes, with
 * `*peer` set, of length 0 if a proxy alone knows the address; or -1 with
 * `error` set, and errno ECONNREFUSED if the other machine says that nobody
 * waits there. */
int monitor_dial(const struct monitor_setup *setup,
                 struct monitor_places *places, int asker, unsigned delay_ms,
                 struct address *peer, struct error *error);

#endif
