/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* code_exchange: has both sides prove that they have the same code, over a
 * connection that has just been encrypted and before any frame of the
 * conversation (doc/protocol.md, "Codes"; crypto/code_proof.h).  For the
 * receiver thread, while the conversation opens.  On the listener's side the
 * door has already asked for the code (chat/door_caller_code.h). */
#ifndef CHARLA_CODE_EXCHANGE_H
#define CHARLA_CODE_EXCHANGE_H

#include "chat/opening_result.h"

struct session;

/* Run the exchange over session->transport, with setup->code.  OPENING_DONE:
 * the other side has the code, and session->trust says that its key is
 * verified.  OPENING_REFUSED: the other side had a wrong code, and this one
 * must not be used again.  OPENING_BROKEN: the other side tried no code.  With
 * the last two, session->in_receiving says why. */
enum opening code_exchange_run(struct session *session);

#endif
