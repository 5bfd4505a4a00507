/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_dial: makes the monitor's calls: to the host of the command line, or
 * to the places where a contact was last met or announces itself, directly or
 * through a proxy.  For the monitor's process only. */
#ifndef CHARLA_MONITOR_DIAL_H
#define CHARLA_MONITOR_DIAL_H

#include "monitor/monitor_places.h"

struct address;
struct error;
struct monitor_setup;

/* Wait for `delay_ms`, or until the contact announces itself, and call.  The
 * call is cancelled when `asker` turns readable, because then nobody waits for
 * the reply any more.  Returns the connected socket, which the caller closes,
 * and sets `*peer`, whose length is 0 if only a proxy knows the address.  Or
 * returns -1 with `error` set and errno ECONNREFUSED if the connection was
 * refused. */
int monitor_dial(const struct monitor_setup *setup,
                 struct monitor_places *places, int asker, unsigned delay_ms,
                 struct address *peer, struct error *error);

#endif
