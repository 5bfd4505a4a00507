/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_dial: makes the calls of the monitor: to the one host of the command
 * line, or to the places where a contact was met last, directly or through a
 * proxy.  Private to the monitor's process. */
#ifndef CHARLA_MONITOR_DIAL_H
#define CHARLA_MONITOR_DIAL_H

#include <stddef.h>

struct address;
struct error;
struct monitor_setup;

/* What is remembered from one call to the next; starts as {0}. */
struct monitor_calls {
    size_t last;    /* the place of the contact that was called last */
    unsigned wrong; /* the places where somebody else was met, a bit each */
};

/* Call, until `asker` is readable, for then nobody waits for the answer any
 * more.  Returns the connected socket, which the caller closes, with `*peer`
 * set, of length 0 if a proxy alone knows the address; or -1 with `error` set,
 * and errno ECONNREFUSED if the other machine says that nobody waits there. */
int monitor_dial(const struct monitor_setup *setup,
                 struct monitor_calls *calls, int asker, struct address *peer,
                 struct error *error);

/* Where the last call went somebody else was met: do not call there again
 * before every other place was tried. */
void monitor_dial_was_wrong(struct monitor_calls *calls);

#endif
