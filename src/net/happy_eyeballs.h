/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* happy_eyeballs: tries several addresses, each a moment after the one before,
 * until the first of them answers (RFC 8305, "Happy Eyeballs").  Pure: the
 * connector and the clock are passed in. */
#ifndef CHARLA_HAPPY_EYEBALLS_H
#define CHARLA_HAPPY_EYEBALLS_H

#include <stddef.h>
#include <stdint.h>

/* RFC 8305 section 8: the Connection Attempt Delay, in milliseconds. */
#define HAPPY_EYEBALLS_DELAY_MS 250

/* The result of starting an attempt, or of waiting for one. */
enum attempt {
    ATTEMPT_PENDING,   /* start: it is in progress; wait: nothing new */
    ATTEMPT_CONNECTED, /* attempt `*which` is connected */
    ATTEMPT_FAILED,    /* attempt `*which` has failed; the connector knows
                          why */
    ATTEMPT_CANCELED,  /* wait only: the call is cancelled */
};

struct happy_eyeballs {
    void *context; /* handed to each function */
    /* Start attempt `which`, without waiting for its end. */
    enum attempt (*start)(void *context, size_t which);
    /* Wait until an attempt ends, at most `timeout_ms`; -1: without limit. */
    enum attempt (*wait)(void *context, int timeout_ms, size_t *which);
    /* A clock that only goes forward, in milliseconds. */
    int64_t (*now)(void *context);
};

enum happy_eyeballs_result {
    HAPPY_EYEBALLS_CONNECTED, /* `*winner` is connected */
    HAPPY_EYEBALLS_FAILED,    /* every attempt has failed */
    HAPPY_EYEBALLS_TIMED_OUT, /* the deadline has passed */
    HAPPY_EYEBALLS_CANCELED,  /* wait has said ATTEMPT_CANCELED */
};

/* Start the attempts 0 to count - 1 in this order, until one is connected or
 * `deadline` on the clock `now` has passed (CLOCK_NEVER: no deadline).  The
 * caller closes attempts that are still in progress afterwards. */
enum happy_eyeballs_result
happy_eyeballs_run(const struct happy_eyeballs *connector, size_t count,
                   int64_t deadline, size_t *winner);

#endif
