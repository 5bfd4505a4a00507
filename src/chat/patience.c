/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/patience.h"

#include "base/monotonic.h"

static void set_deadline(struct patience *patience)
{
    patience->seen = atomic_load(patience->progress);
    patience->deadline = monotonic_ms() + patience->limit_ms;
}

void patience_begin(struct patience *patience)
{
    if (!patience->has_begun)
        set_deadline(patience);
    patience->has_begun = true;
}

int patience_left(struct patience *patience)
{
    if (!patience->has_begun)
        return -1;
    if (patience->seen != atomic_load(patience->progress))
        set_deadline(patience);
    return monotonic_left(patience->deadline);
}
