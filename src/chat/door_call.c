/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door_call.h"

#include "base/descriptor.h"
#include "base/memory.h"
#include "chat/door_caller_contact.h"
#include "chat/door_private.h"

void door_call(struct door *door, int fd, const struct address *peer)
{
    struct caller *caller = memory_zeroed(sizeof *caller);

    (void)descriptor_do_not_block(fd);
    caller->guest.address = *peer;
    caller_begin_call(caller, fd, door_now(door));
    door->has_call = true;
    door->call = DOOR_CALL_NONE;
    door_add(door, caller);
}

void door_note_call(struct door *door, const struct caller *caller)
{
    door->call_why = caller->why;
    door->call = caller->is_unsafe ? DOOR_CALL_UNSAFE : DOOR_CALL_FAILED;
    if (caller == door->guest)
        door->has_call = false;
}

enum door_call door_look_call(struct door *door, struct error *why)
{
    if (!door->has_call)
        return DOOR_CALL_NONE;
    if (door->call == DOOR_CALL_NONE)
        return DOOR_CALL_GOES_ON;
    door->has_call = false;
    *why = door->call_why;
    return door->call;
}
