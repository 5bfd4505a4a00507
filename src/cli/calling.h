/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* calling: goes on calling, with --wait, until somebody answers, and tells
 * the user quietly: a reason once, and the number of calls in the prompt. */
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
    bool goes_on;      /* after a call that came to nothing */
    bool has_met_busy; /* in the last call */
    struct retry retry;
    struct error reason; /* why the last call came to nothing */
    unsigned calls;      /* how many came to nothing */
};

/* In how many ms the next call is due; for the first it is 0.  Returns -1 when
 * the time that --wait gives is over, with `error` set. */
int calling_next_ms(struct calling *calling, const struct options *options,
                    struct terminal *terminal, struct error *error);

/* Wait until the next call is due, which for the first is at once.  Returns 0;
 * or -1 when the time that --wait gives is over, with `error` set, or when the
 * user has called it off, with `error` left alone. */
int calling_await(struct calling *calling, const struct options *options,
                  struct terminal_waiter *waiter, struct error *error);

/* A call has come to nothing: is there to be another one?  Then the user is
 * told why. */
bool calling_goes_on(struct calling *calling, struct terminal *terminal,
                     const char *reason);

#endif
