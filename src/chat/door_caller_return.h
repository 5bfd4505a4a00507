/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_return: handles a caller that may be the other side of a
 * conversation, coming back (doc/protocol.md, "Resuming").  Private to the
 * door. */
#ifndef CHARLA_DOOR_CALLER_RETURN_H
#define CHARLA_DOOR_CALLER_RETURN_H

#include "chat/door_caller_state.h"

/* The caller has shown an acceptable key: let it in, or have it speak first if
 * it may come back, chooses between two connections, or must have the code. */
void caller_admit(struct caller *caller, const struct door_setup *setup);

/* Read the frame that such a caller sends first, as far as that has come. */
void caller_take_first_frame(struct caller *caller);

/* Try to tell a caller that has come back that the conversation does not go on
 * with it. */
void caller_refuse_return(struct caller *caller);

#endif
