/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* happy_eyeballs: several addresses tried with a short stagger, the first that
 * answers wins (RFC 8305, "Happy Eyeballs").  Pure: the connector and the clock
 * are passed in. */
#ifndef CHARLA_HAPPY_EYEBALLS_H
#define CHARLA_HAPPY_EYEBALLS_H

#include <stddef.h>
#include <stdint.h>

/* RFC 8305 section 8: the Connection Attempt Delay, in milliseconds. */
#define HAPPY_EYEBALLS_DELAY_MS 250

/* What an attempt came to. */
enum attempt {
    ATTEMPT_PENDING,   /* nothing yet (start: it is under way; wait: time is up)
                        */
    ATTEMPT_CONNECTED, /* attempt `*which` is connected */
    ATTEMPT_FAILED, /* attempt `*which` has failed; the connector knows why */
};

struct happy_eyeballs {
    void *context; /* handed to each function */
    /* Start attempt `which`, without waiting for its end. */
    enum attempt (*start)(void *context, size_t which);
    /* Wait until an attempt that is under way ends, `timeout_ms` at most;
     * -1: however long it takes. */
    enum attempt (*wait)(void *context, int timeout_ms, size_t *which);
    /* A clock that only goes forward, in milliseconds. */
    int64_t (*now)(void *context);
};

/* Race the attempts 0 to count - 1, in this order.  Returns 0 with `*winner`
 * set, or -1 when every attempt has failed.  Attempts that lose because
 * another has won are left to the caller to close. */
int happy_eyeballs_run(const struct happy_eyeballs *connector, size_t count,
             size_t *winner);

#endif
