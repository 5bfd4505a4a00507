/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_return: finds the peer that comes back to a conversation whose link has
 * broken. */
#include <config.h>

#include "chat/door_return.h"

#include "base/event_set.h"
#include "chat/door_caller_return.h"
#include "chat/door_private.h"
#include "net/transport.h"

bool door_is_empty(const struct door *door)
{
    return door->count == 0 && !door->guest && !door->returner;
}

void door_let_return(struct door *door, const struct door_return *who)
{
    if (!who) {
        door_end_return(door);
        return;
    }
    door->who = *who;
    door->lets_return = true;
}

void door_miss(struct door *door)
{
    door->who.is_missed = true;
}

void door_end_return(struct door *door)
{
    door->lets_return = false;
    if (door->returner && door->returner->guest.begins_anew && !door->guest) {
        door->guest = door->returner;
        door->returner = NULL;
    }
    door_refuse_return(door);
    for (size_t i = 0; i < door->count; i++)
        if (door->callers[i]->may_return)
            door->callers[i]->state = CALLER_GONE;
}

/* The newest wins: the other side knows which of its links works. */
void door_choose_return(struct door *door)
{
    for (size_t i = 0; i < door->count; i++) {
        struct caller *caller = door->callers[i];

        if (caller->state != CALLER_DECIDED || !caller->may_return)
            continue;
        if (door->returner)
            caller_free(door->returner);
        door->returner = caller;
        caller->state = CALLER_GONE;
        caller->is_counted = false;
    }
}

const struct door_guest *door_look_return(const struct door *door)
{
    return door->returner ? &door->returner->guest : NULL;
}

void door_hand_over(struct door *door, struct caller *caller,
                    struct door_guest *guest)
{
    *guest = caller->guest;
    caller->guest.transport = NULL;
    event_set_remove(door->events, transport_fd(guest->transport));
    caller_free(caller);
}

void door_take_return(struct door *door, struct door_guest *guest)
{
    door_hand_over(door, door->returner, guest);
    door->returner = NULL;
    door->who.is_missed = false;
}

void door_refuse_return(struct door *door)
{
    if (!door->returner)
        return;
    caller_refuse_return(door->returner);
    caller_free(door->returner);
    door->returner = NULL;
}
