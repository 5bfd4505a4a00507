/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_contact: handles callers while this side waits for one contact
 * only, and the call that this side makes to that contact (doc/protocol.md,
 * "Both call").  Private to the door. */
#ifndef CHARLA_DOOR_CALLER_CONTACT_H
#define CHARLA_DOOR_CALLER_CONTACT_H

#include "chat/door_caller_state.h"

/* Begin with `fd`, a connection that this side has made, and wait for the
 * greeting. */
void caller_begin_call(struct caller *caller, int fd, int64_t now);

enum caller_greeting {
    CALLER_GREETING_PENDING,
    CALLER_GREETING_OFFERS, /* the handshake may begin */
    CALLER_GREETING_OVER,   /* it was no use; caller->why says why */
};

/* Read the greeting, as far as it has come. */
enum caller_greeting caller_read_greeting(struct caller *caller);

/* The caller has shown its key.  Is it the contact?  If not, it has been
 * told. */
bool caller_is_contact(struct caller *caller, const struct door_setup *setup);

/* Must this side wait until the other one has chosen between two connections?
 * The side with the smaller fingerprint chooses. */
bool caller_awaits_choice(const struct caller *caller,
                          const struct door_setup *setup);

#endif
