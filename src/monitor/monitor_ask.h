/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_ask: sends one request to the monitor and receives the reply.
 * Private to monitor_client.c and monitor_files.c. */
#ifndef CHARLA_MONITOR_ASK_H
#define CHARLA_MONITOR_ASK_H

#include <stddef.h>

#include "monitor/monitor_message.h"

struct error;
struct monitor;

/* A request, and the form of a valid reply. */
struct monitor_question {
    enum monitor_request code;
    const void *data; /* may be NULL if length is 0 */
    size_t length;    /* at most MONITOR_DATA_MAX */
    int passed;       /* a descriptor to send with it, which the caller keeps;
                         -1: none */
    size_t least, most; /* how many bytes of data the reply may have */
};

/* Send the request and wait for the reply.  If `received` is NULL, no
 * descriptor may come with that; otherwise `*received` is the one that came,
 * which the caller closes, or -1.  Threads may ask at the same time: each waits
 * for its turn.  Returns 0, or -1 with `error` set; while a call is being made
 * (monitor_ask_begin) every request fails. */
int monitor_ask(struct monitor *monitor,
                const struct monitor_question *question,
                struct monitor_message *reply, int *received,
                struct error *error);

/* The same in two steps, for a request that takes long: the reply has come when
 * monitor->socket turns readable. */
int monitor_ask_begin(struct monitor *monitor,
                      const struct monitor_question *question,
                      struct error *error);
int monitor_ask_end(struct monitor *monitor,
                    const struct monitor_question *question,
                    struct monitor_message *reply, int *received,
                    struct error *error);

/* The same for a request with at most one byte of data and none in the reply.
 * While a call is being made the request is postponed until that is over, and
 * its result is ignored. */
int monitor_ask_or_postpone(struct monitor *monitor,
                            const struct monitor_question *question,
                            struct error *error);

/* Set `error` to say that the monitor is gone or does not work.  Returns
 * -1. */
int monitor_ask_lost(struct error *error);

#endif
