/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_ask: makes one request of the monitor and takes its reply.  Private
 * to monitor_client.c and monitor_files.c. */
#ifndef CHARLA_MONITOR_ASK_H
#define CHARLA_MONITOR_ASK_H

#include <stddef.h>

#include "monitor/monitor_message.h"

struct error;
struct monitor;

/* A request, and what a good reply to it is like. */
struct monitor_question {
    enum monitor_request code;
    const void *data; /* may be NULL if length is 0 */
    size_t length;    /* at most MONITOR_DATA_MAX */
    int passed;       /* a descriptor to go with it, which stays the caller's;
                         -1: none */
    size_t least, most; /* bytes of data in the reply */
};

/* Ask, and wait for the reply.  `received` NULL: no descriptor may come with
 * it; else `*received` is the one that came, which the caller closes, or -1.
 * Threads may ask at the same time: each waits for its turn.  Returns 0, or
 * -1 with `error` set; while a call is being made (monitor_ask_begin) that is
 * so for every question. */
int monitor_ask(struct monitor *monitor,
                const struct monitor_question *question,
                struct monitor_message *reply, int *received,
                struct error *error);

/* The same in two steps, for what takes long: the answer is there when
 * monitor->socket turns readable. */
int monitor_ask_begin(struct monitor *monitor,
                      const struct monitor_question *question,
                      struct error *error);
int monitor_ask_end(struct monitor *monitor,
                    const struct monitor_question *question,
                    struct monitor_message *reply, int *received,
                    struct error *error);

/* Ask what has no data in its reply and at most one byte in the request.  While
 * a call is being made it is asked right after it, and what comes of it is not
 * learnt. */
int monitor_ask_or_postpone(struct monitor *monitor,
                            const struct monitor_question *question,
                            struct error *error);

/* Say that the monitor is gone, or makes no sense.  Returns -1. */
int monitor_ask_lost(struct error *error);

#endif
