/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* retry: decides when to try again what has failed: at once, after 1, 2, 4 and
 * 8 seconds, then every 15, until a deadline.  Pure: the time comes in, and
 * so does what is random.
 *
 * Times are in ms on a clock that never goes back. */
#ifndef CHARLA_RETRY_H
#define CHARLA_RETRY_H

#include <stdint.h>

/* The longest time between two tries, without the jitter. */
#define RETRY_MOST_MS 15000

struct retry {
    int64_t deadline; /* or CLOCK_NEVER */
    uint32_t random;  /* the state of the jitter; 0: there is none */
    unsigned tries;   /* how many tries there have been */
};

/* Begin.  `seed` differs from program to program, so that those that lost the
 * same machine do not come back to it in step: each wait is up to a tenth
 * shorter or longer.  With a seed of 0 there is no jitter. */
void retry_begin(struct retry *retry, int64_t deadline, uint32_t seed);

/* How long to wait before the next try, in ms, and count that try; 0 for the
 * first one, whatever the deadline.  Of the others the last is at the
 * deadline.  -1: the deadline has come, give up. */
int retry_next_ms(struct retry *retry, int64_t now);

#endif
