/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* encryption_handshake: encryption_begin (encryption.h) step by step, for a
 * caller that must not wait, such as the door. */
#ifndef CHARLA_ENCRYPTION_HANDSHAKE_H
#define CHARLA_ENCRYPTION_HANDSHAKE_H

#include "crypto/encryption.h"

struct encryption_handshake;

/* Start a handshake over `transport`, which is taken.  `calls`: this side has
 * called the other one; else the other one has called.  Returns NULL with
 * `error` set if the handshake cannot begin. */
struct encryption_handshake *
encryption_handshake_new(struct encryption *encryption,
                         struct transport *transport, bool calls,
                         struct error *error);
void encryption_handshake_free(struct encryption_handshake *handshake);

/* As the side that has called, begin without receiving anything: a greeting may
 * come first, which the caller of this function takes from the connection.
 * Returns 0, or -1 with `error` set. */
int encryption_handshake_say_hello(struct encryption_handshake *handshake,
                                   struct error *error);

/* Go on as far as possible without waiting; call it again when the connection
 * is readable or writable.  On ENCRYPTION_ON `*transport` is the encrypted
 * transport, which the caller of this function now owns, and `trust` says what
 * is known of the other side's key; whether to talk to it is the caller's
 * decision. */
enum encryption_result
encryption_handshake_step(struct encryption_handshake *handshake,
                          struct transport **transport, struct trust *trust,
                          struct error *error);

/* Tell the other side that this side is talking with somebody else. */
void encryption_handshake_refuse_busy(struct encryption_handshake *handshake);

#endif
