/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* code_exchange: has both sides prove that they have the same code, over a
 * connection that has just been encrypted and before any frame of the
 * conversation (doc/protocol.md, "Codes"; crypto/code_proof.h).  The receiver
 * thread's, before the opening is over.  A listener's door has begun it. */
#ifndef CHARLA_CODE_EXCHANGE_H
#define CHARLA_CODE_EXCHANGE_H

#include "chat/opening_result.h"

struct session;

/* Run it over session->transport, with setup->code.  OPENING_DONE: the other
 * side has the code, and session->trust says that its key is verified.
 * OPENING_REFUSED: it was the wrong code, which is burnt.  OPENING_BROKEN: the
 * other side did not use it.  With both, session->in_receiving says why. */
enum opening code_exchange_run(struct session *session);

#endif
