/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_code: a caller at the door of a listener that shows a code.  It
 * is asked for the code, and let in with its part of the proof
 * (chat/code_exchange.h); while it is silent the door goes on with others.
 * Private to the door. */
#ifndef CHARLA_DOOR_CALLER_CODE_H
#define CHARLA_DOOR_CALLER_CODE_H

#include "chat/door_caller_state.h"

/* It has shaken hands: ask it. */
void caller_ask_for_code(struct caller *caller);

/* Read its answer, as far as that has come. */
void caller_take_share(struct caller *caller, int64_t now);

#endif
