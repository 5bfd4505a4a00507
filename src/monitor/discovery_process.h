/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* discovery_process: handles the connections of the process of discovery with
 * Avahi and with its parent, for announcing and for browsing.  Private to
 * discovery_announcer.c and discovery_browser.c. */
#ifndef CHARLA_DISCOVERY_PROCESS_H
#define CHARLA_DISCOVERY_PROCESS_H

#include <stdbool.h>

#include "monitor/avahi_library.h"
#include "monitor/discovery.h"

#define DISCOVERY_SERVICE "_charla._tcp"

struct discovery_process {
    int socket;     /* to the parent */
    bool is_over;   /* the parent is gone, or Avahi has failed */
    bool is_paused; /* as the parent's last order says */
    AvahiSimplePoll *poll;
    AvahiClient *client;
};

/* Connect to the daemon; `on_client` is called at once, with `context`.
 * Returns 0, or -1 after telling the parent why that failed. */
int discovery_process_begin(struct discovery_process *process, int socket,
                            AvahiClientCallback on_client, void *context);

/* Wait for the next event, and let the callbacks handle it.  Returns false if
 * the process must end. */
bool discovery_process_step(struct discovery_process *process);

/* Send an event to the parent. */
void discovery_process_tell(struct discovery_process *process,
                            const struct discovery_event *event);
void discovery_process_tell_name(struct discovery_process *process,
                                 enum discovery_kind kind, const char *name);

/* Tell the parent about Avahi's error `number`, and end. */
void discovery_process_fail(struct discovery_process *process, int number);

#endif
