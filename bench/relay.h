/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* relay: passes bytes between a caller and a listener and behaves like a bad
 * network: cuts their connection again and again, or swallows all bytes. */
#ifndef BENCH_RELAY_H
#define BENCH_RELAY_H

#include <stdatomic.h>
#include <stddef.h>

struct relay {
    unsigned port;     /* on 127.0.0.1, for the caller */
    unsigned listener; /* the listener's */
    size_t every;      /* a connection is cut after so many bytes from the
                          caller; 0: never */
    atomic_int cuts;   /* how many it has made */
    int socket, swallow; /* the relay's own */
};

/* Begin to relay, in a thread that ends with the benchmark.  The caller has set
 * `listener` and `every`, and must not move `relay` afterwards. */
void relay_start(struct relay *relay);

/* From now on take what the caller sends, and pass nothing on. */
void relay_swallow(struct relay *relay);

#endif
