/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* patience: how long one still waits at the end for the other side, as long
 * as it makes progress. */
#ifndef CHARLA_PATIENCE_H
#define CHARLA_PATIENCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct patience {
    atomic_ulong *progress; /* borrowed: counts up with every step */
    int limit_ms;           /* without a step: then it is over */
    bool has_begun;         /* until then there is no limit */
    unsigned long seen;     /* the progress when the deadline was set */
    int64_t deadline;
};

/* From now on there is a limit; twice is harmless. */
void patience_begin(struct patience *patience);

/* How much is left, in ms; -1: it has not begun. */
int patience_left(struct patience *patience);

#endif
