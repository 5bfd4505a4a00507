/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* race: several addresses tried with a short stagger, the first that answers
 * wins (RFC 8305, "Happy Eyeballs").  Pure: the connector and the clock are
 * passed in. */
#ifndef CHARLA_RACE_H
#define CHARLA_RACE_H

#include <stddef.h>
#include <stdint.h>

/* RFC 8305 section 8: the Connection Attempt Delay, in milliseconds. */
#define RACE_STAGGER_MS 250

/* What an attempt came to. */
enum race_event {
    RACE_PENDING, /* nothing yet (start: it is under way; wait: time is up) */
    RACE_WON,     /* attempt `*which` is connected */
    RACE_LOST,    /* attempt `*which` has failed; the connector knows why */
};

struct race_connector {
    void *context; /* handed to each function */
    /* Start attempt `which`, without waiting for its end. */
    enum race_event (*start)(void *context, size_t which);
    /* Wait until an attempt that is under way ends, `timeout_ms` at most;
     * -1: however long it takes. */
    enum race_event (*wait)(void *context, int timeout_ms, size_t *which);
    /* A clock that only goes forward, in milliseconds. */
    int64_t (*now)(void *context);
};

/* Race the attempts 0 to count - 1, in this order.  Returns 0 with `*winner`
 * set, or -1 when every attempt has failed.  Attempts that lose because
 * another has won are left to the caller to close. */
int race_run(const struct race_connector *connector, size_t count,
             size_t *winner);

#endif
