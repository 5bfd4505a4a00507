/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_notice: tells the user of callers that did not talk. */
#include <config.h>

#include "chat/door_private.h"

#include <stdio.h>

#include "base/i18n.h"
#include "terminal/terminal_notice.h"

void door_tell(struct door *door, const struct caller *caller)
{
    char from[ADDRESS_TEXT_MAX];

    /* No line about the contact: it closes one of two connections. */
    if (door->setup.contact && !caller->is_stranger)
        return;
    if (door_now(door) < door->quiet_until) {
        door->untold++;
        return;
    }
    door->quiet_until = door_now(door) + DOOR_NOTICE_MS;
    address_format(&caller->guest.address, from);
    if (caller->guest.address.length == 0)
        snprintf(from, sizeof from, "--via");
    if (*caller->why.text)
        terminal_notice(door->setup.terminal,
                        _("a call from %s came to nothing: %s; still waiting"),
                        from, caller->why.text);
    else
        terminal_notice(door->setup.terminal,
                        _("somebody at %s called and left without a word; "
                          "still waiting"),
                        from);
}

void door_tell_the_rest(struct door *door)
{
    if (door->untold == 0 || door_now(door) < door->quiet_until)
        return;
    terminal_notice(door->setup.terminal,
                    ngettext("%u more call came to nothing",
                             "%u more calls came to nothing", door->untold),
                    door->untold);
    door->untold = 0;
    door->quiet_until = door_now(door) + DOOR_NOTICE_MS;
}
