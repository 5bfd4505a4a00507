/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* discovery_private: what the process of discovery does, and is told.  Private
 * to discovery.c, which starts it, and to those that it consists of:
 * discovery_process.c, discovery_announcer.c and discovery_browser.c. */
#ifndef CHARLA_DISCOVERY_PRIVATE_H
#define CHARLA_DISCOVERY_PRIVATE_H

struct discovery_announcement;

/* What the process is told once, and sent over the socket later. */
enum discovery_order {
    DISCOVERY_GO_ON = '+',
    DISCOVERY_PAUSE = '-',
};

/* Announce, or look for who shows the code (NULL: for all), until the other
 * end of `socket` is closed; events go there. */
void discovery_run_announcer(int socket,
                             const struct discovery_announcement *what);
void discovery_run_browser(int socket, const char *code);

#endif
