/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* discovery_private: the entry points of the process of discovery, and the
 * orders that it gets.  Private to discovery.c, which starts it, and to
 * discovery_process.c, discovery_announcer.c and discovery_browser.c, which
 * run in it. */
#ifndef CHARLA_DISCOVERY_PRIVATE_H
#define CHARLA_DISCOVERY_PRIVATE_H

struct discovery_announcement;

/* The orders that the parent sends over the socket. */
enum discovery_order {
    DISCOVERY_GO_ON = '+',
    DISCOVERY_PAUSE = '-',
};

/* Announce; or look for people who show the code (NULL: for all).  Both go on
 * until the other end of `socket`, to which events are sent, is closed. */
void discovery_run_announcer(int socket,
                             const struct discovery_announcement *what);
void discovery_run_browser(int socket, const char *code);

#endif
