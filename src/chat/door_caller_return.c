/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door_caller_return.h"

#include <string.h>

#include "base/buffer.h"
#include "chat/door_caller_code.h"
#include "chat/door_caller_contact.h"
#include "crypto/encrypted_transport.h"
#include "crypto/encryption_handshake.h"
#include "net/transport.h"

void caller_admit(struct caller *caller, const struct door_setup *setup)
{
    const struct door_return *who = caller->may_return;

    if (!who && setup->shows_code) {
        caller_ask_for_code(caller);
        return;
    }
    caller->state = CALLER_TO_SPEAK;
    if (!who && !caller_awaits_choice(caller, setup))
        caller->state = CALLER_DECIDED;
    if (!who)
        return;
    if (strcmp(who->theirs.text, caller->guest.trust.theirs.text) == 0)
        return;
    encrypted_transport_refuse_busy(caller->guest.transport);
    caller->state = CALLER_GONE;
}

void caller_take_first_frame(struct caller *caller)
{
    struct door_guest *guest = &caller->guest;
    const struct frame *frame = &caller->first.frame;

    switch (first_frame_read(&caller->first, guest->transport, &caller->why)) {
    case FIRST_FRAME_PENDING:
        return;
    case FIRST_FRAME_HELLO:
        guest->begins_anew = true;
        memcpy(guest->header, caller->first.header, sizeof guest->header);
        caller->state = CALLER_DECIDED;
        return;
    case FIRST_FRAME_WHOLE:
        if (frame->type == FRAME_RESUME && caller->may_return &&
            memcmp(frame->data, caller->may_return->id, FRAME_ID_SIZE) == 0) {
            guest->position = frame->position;
            caller->state = CALLER_DECIDED;
            return;
        }
        break;
    case FIRST_FRAME_BROKEN:
        break;
    }
    caller_refuse_return(caller);
    caller_leave(caller);
}

void caller_refuse_return(struct caller *caller)
{
    struct transport *transport = caller->guest.transport;
    struct buffer gone = {0};
    struct error ignored = {0};
    size_t sent;

    if (caller->guest.begins_anew) {
        encrypted_transport_refuse_busy(transport);
        return;
    }
    frame_append_bare(&gone, FRAME_GONE);
    (void)transport_send(transport, gone.data, gone.length, &sent, &ignored);
    (void)transport_finish(transport);
    buffer_release(&gone);
}
