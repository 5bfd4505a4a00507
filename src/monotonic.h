/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monotonic: a clock for deadlines, which nobody sets. */
#ifndef CHARLA_MONOTONIC_H
#define CHARLA_MONOTONIC_H

/* Milliseconds since some moment in the past. */
long monotonic_ms(void);

/* Milliseconds left until `deadline`, for poll: 0 when it has passed. */
int monotonic_left(long deadline);

#endif
