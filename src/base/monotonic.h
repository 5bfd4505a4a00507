/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monotonic: a clock for deadlines, which nobody sets. */
#ifndef CHARLA_MONOTONIC_H
#define CHARLA_MONOTONIC_H

#include <stdint.h>

/* Milliseconds since some moment in the past.  A long of 32 bits would hold
 * those of 24 days. */
int64_t monotonic_ms(void);

/* Milliseconds left until `deadline`, for poll: 0 when it has passed. */
int monotonic_left(int64_t deadline);

#endif
