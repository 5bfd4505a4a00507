/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* retry: decides when to try again what has failed: at once, after 1, 2, 4 and
 * 8 seconds, then every 15, until a deadline.  Pure: the time and a random seed
 * are passed in.
 *
 * Times are in ms on a clock that never goes back. */
#ifndef CHARLA_RETRY_H
#define CHARLA_RETRY_H

#include <stdint.h>

/* The longest time between two tries, in ms, without the jitter. */
#define RETRY_MAX_MS 15000

struct retry {
    int64_t deadline; /* or CLOCK_NEVER */
    uint32_t random;  /* the state of the jitter; 0: there is none */
    unsigned tries;   /* how many tries there have been */
};

/* Begin.  Each wait is up to a tenth shorter or longer, depending on `seed`,
 * which should be different for each program: then programs that have lost the
 * same machine do not all come back at the same time.  With a seed of 0 there
 * is no jitter. */
void retry_begin(struct retry *retry, int64_t deadline, uint32_t seed);

/* Count the next try, and return how long to wait before it, in ms.  The first
 * try is at once, whatever the deadline; the last one is at the deadline; after
 * that -1 means to give up. */
int retry_next_ms(struct retry *retry, int64_t now);

#endif
