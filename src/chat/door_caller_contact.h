/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_contact: a caller at the door of somebody who waits for one
 * contact alone, and the call that this side makes to the same contact
 * (doc/protocol.md, "Both call").  Private to the door. */
#ifndef CHARLA_DOOR_CALLER_CONTACT_H
#define CHARLA_DOOR_CALLER_CONTACT_H

#include "chat/door_caller_state.h"

/* `fd` is connected with whom this side has called: wait for the greeting. */
void caller_begin_call(struct caller *caller, int fd, int64_t now);

enum caller_greeting {
    CALLER_GREETING_PENDING,
    CALLER_GREETING_OFFERS, /* the handshake may begin */
    CALLER_GREETING_OVER,   /* that was no use; the caller says why */
};

/* Read the greeting, as far as it has come. */
enum caller_greeting caller_read_greeting(struct caller *caller);

/* It has shown its key.  Returns whether it is the contact; else it has been
 * told so. */
bool caller_is_contact(struct caller *caller, const struct door_setup *setup);

/* Has the other side to say first which connection it is to be?  The one with
 * the smaller fingerprint chooses. */
bool caller_awaits_choice(const struct caller *caller,
                          const struct door_setup *setup);

#endif
