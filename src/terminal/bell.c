/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/bell.h"

void bell_focus(struct bell *attention, bool focused)
{
    attention->away = !focused;
    /* Who has looked since the last ring may be called again. */
    if (focused)
        attention->has_rung = false;
}

bool bell_rings(struct bell *attention, long long now)
{
    /* A clock that was set back must not silence the bell for long. */
    bool lately = attention->has_rung && now >= attention->last_ring &&
                  now - attention->last_ring < BELL_PAUSE_MS;

    if (attention->wish == NOTIFY_NONE || lately)
        return false;
    if (attention->wish == NOTIFY_BELL && !attention->away)
        return false;
    attention->has_rung = true;
    attention->last_ring = now;
    return true;
}
