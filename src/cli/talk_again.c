/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk_again: cleans up after an attempt to talk that has failed, so that the
 * menu can be shown again. */
#include <config.h>

#include "cli/talk_private.h"

#include <stdlib.h>

#include "chat/door.h"
#include "terminal/terminal_input.h"

void talk_stop(struct talk *talk)
{
    door_free(talk->door);
    announcer_end(&talk->announcer);
    monitor_end(&talk->monitor);
    monitor_end(&talk->caller);
    free(talk->web);
    notes_end(&talk->notes);
    talk->door = NULL;
    talk->web = NULL;
    talk->announcer = (struct announcer){.discovery = {-1, -1}};
    talk->monitor = talk->caller = (struct monitor){.socket = -1, .pid = -1};
    talk->notes = (struct notes){.fd = -1};
}

void talk_begin_again(struct talk *talk)
{
    talk_stop(talk);
    if (talk->has_signals)
        signals_end(&talk->signals);
    talk->has_signals = talk->has_failed = false;
    talk->calling = (struct calling){0};
    talk->contact = (struct contact){0};
    talk->found = (struct waiting){0};
    talk->wrong_keys = 0;
    talk->wrong_key.text[0] = '\0';
    terminal_forget_lines(talk->terminal);
}
