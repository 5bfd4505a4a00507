/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/bell.h"

void bell_focus(struct bell *bell, bool focused)
{
    bell->away = !focused;
    /* A user who has looked at the terminal since the last ring may be alerted
     * again. */
    if (focused)
        bell->has_rung = false;
}

bool bell_is_seen_outside(const struct bell *bell)
{
    return bell->wish == NOTIFY_DESKTOP || bell->wish == NOTIFY_DESKTOP_TEXT;
}

bool bell_rings(struct bell *bell, long long now)
{
    /* A clock that was set back must not silence the bell for long. */
    bool lately = bell->has_rung && now >= bell->last_ring &&
                  now - bell->last_ring < BELL_PAUSE_MS;

    if (bell->wish == NOTIFY_NONE || lately)
        return false;
    if (bell->wish != NOTIFY_ALWAYS && !bell->away)
        return false;
    bell->has_rung = true;
    bell->last_ring = now;
    return true;
}
