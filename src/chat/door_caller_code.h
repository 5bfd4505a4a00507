/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_code: asks a caller for the code that the listener shows, and
 * lets it in with its part of the proof (chat/code_exchange.h).  While this
 * caller is silent the door goes on with others.  Private to the door. */
#ifndef CHARLA_DOOR_CALLER_CODE_H
#define CHARLA_DOOR_CALLER_CODE_H

#include "chat/door_caller_state.h"

/* The caller has shaken hands: ask it for the code. */
void caller_ask_for_code(struct caller *caller);

/* Read the caller's answer, as far as that has come. */
void caller_take_share(struct caller *caller, int64_t now);

#endif
