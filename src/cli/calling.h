/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* calling: goes on calling, with --wait, until somebody answers, and keeps the
 * user informed: each reason is told once, and the prompt shows the number of
 * calls. */
#ifndef CHARLA_CALLING_H
#define CHARLA_CALLING_H

#include <stdbool.h>

#include "base/error.h"
#include "net/retry.h"

struct options;
struct terminal;
struct terminal_waiter;

/* Start as {0}. */
struct calling {
    bool has_begun;
    bool goes_on;      /* after a call that has failed */
    bool has_met_busy; /* in the last call the other side was busy */
    struct retry retry;
    struct error reason; /* why the last call has failed */
    unsigned calls;      /* how many have failed */
};

/* In how many ms the next call is due; 0 for the first.  Returns -1 with
 * `error` set when the time of --wait is over. */
int calling_next_ms(struct calling *calling, const struct options *options,
                    struct terminal *terminal, struct error *error);

/* Wait until the next call is due; the first is due at once.  Returns 0; or -1,
 * with `error` set when the time of --wait is over, or with `error` unchanged
 * when the user has cancelled the wait. */
int calling_await(struct calling *calling, const struct options *options,
                  struct terminal_waiter *waiter, struct error *error);

/* A call has failed.  Should there be another one?  Then the user is told why
 * this one has failed. */
bool calling_goes_on(struct calling *calling, struct terminal *terminal,
                     const char *reason);

#endif
