/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/attention.h"

void attention_focus(struct attention *attention, bool focused)
{
    attention->away = !focused;
    /* Who has looked since the last ring may be called again. */
    if (focused)
        attention->has_rung = false;
}

bool attention_rings(struct attention *attention, long long now)
{
    /* A clock that was set back must not silence the bell for long. */
    bool lately = attention->has_rung && now >= attention->last_ring &&
                  now - attention->last_ring < ATTENTION_PAUSE_MS;

    if (attention->wish == NOTIFY_NONE || lately)
        return false;
    if (attention->wish == NOTIFY_BELL && !attention->away)
        return false;
    attention->has_rung = true;
    attention->last_ring = now;
    return true;
}
