/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door_caller_code.h"

#include <string.h>

#include "base/i18n.h"
#include "net/transport.h"

void caller_ask_for_code(struct caller *caller)
{
    char wanted[FRAME_HEADER_SIZE];
    struct error ignored = {0};
    size_t sent;

    frame_write_header(wanted, (enum frame_type)FRAME_CODE_WANTED, 0);
    (void)transport_send(caller->guest.transport, wanted, sizeof wanted, &sent,
                         &ignored);
    caller->is_asked = true;
    caller->state = CALLER_TO_SPEAK;
}

/* Send nothing more, and give the caller time to read what was sent. */
static void let_go(struct caller *caller, int64_t now)
{
    error_set(&caller->why, _("it came without the code"));
    caller->is_counted = true;
    caller->state = CALLER_LEAVING;
    caller->deadline = now + DOOR_LEAVE_MS;
    (void)transport_finish(caller->guest.transport);
}

/* Is the header that has come that of a caller's share? */
static bool is_share(const struct caller *caller)
{
    char right[FRAME_HEADER_SIZE];
    size_t length = caller->share_length;

    frame_write_header(right, (enum frame_type)FRAME_CODE_SHARE,
                       CODE_PROOF_SHARE);
    return memcmp(caller->share, right,
                  length < sizeof right ? length : sizeof right) == 0;
}

void caller_take_share(struct caller *caller, int64_t now)
{
    struct door_guest *guest = &caller->guest;
    enum transport_status status = TRANSPORT_OK;

    while (status == TRANSPORT_OK && is_share(caller) &&
           caller->share_length < sizeof caller->share) {
        size_t received = 0;

        status = transport_receive(
            guest->transport, caller->share + caller->share_length,
            sizeof caller->share - caller->share_length, &received,
            &caller->why);
        if (status == TRANSPORT_OK)
            caller->share_length += received;
    }
    if (status == TRANSPORT_END || status == TRANSPORT_BROKEN ||
        !is_share(caller)) {
        let_go(caller, now);
    } else if (caller->share_length == sizeof caller->share) {
        memcpy(guest->share, caller->share + FRAME_HEADER_SIZE,
               CODE_PROOF_SHARE);
        guest->has_share = true;
        caller->state = CALLER_DECIDED;
    }
}
