/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* relay: stands between a caller and a listener and does what bad networks do:
 * cuts their connection again and again, or swallows what is sent. */
#ifndef BENCH_RELAY_H
#define BENCH_RELAY_H

#include <stdatomic.h>
#include <stddef.h>

struct relay {
    unsigned port;     /* of 127.0.0.1: where the caller is to call */
    unsigned listener; /* the listener's */
    size_t every;      /* a connection is cut after so many bytes from the
                          caller; 0: never */
    atomic_int cuts;   /* how many it has made */
    int socket, swallow; /* the relay's own */
};

/* Begin to relay, in a thread that ends with the benchmark.  `relay` stays
 * where it is; `listener` and `every` are set, the rest is not. */
void relay_start(struct relay *relay);

/* From now on take what the caller sends, and pass nothing on. */
void relay_swallow(struct relay *relay);

#endif
