/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* encrypted_transport: does with a transport what only an encrypted one can:
 * derives secrets from it, and tells the other side why it is refused.
 *
 * Two files implement it: encrypted_transport.c with GnuTLS, and
 * encrypted_transport_none.c for a charla that is configured
 * --without-gnutls. */
#ifndef CHARLA_ENCRYPTED_TRANSPORT_H
#define CHARLA_ENCRYPTED_TRANSPORT_H

#include <stdbool.h>

#include "crypto/trust.h"

struct error;
struct transport;

/* Derive bytes that only the two sides of this transport have, for the proof of
 * a code (code_proof.h).  Returns 0, or -1. */
#define ENCRYPTED_TRANSPORT_CODE_SIZE 32
int encrypted_transport_export_for_code(
    struct transport *transport,
    unsigned char bytes[ENCRYPTED_TRANSPORT_CODE_SIZE]);

/* Derive the id of the conversation that begins over this transport, 16 bytes
 * that only its two sides know (doc/protocol.md, "Resuming").  Returns 0, or
 * -1. */
#define ENCRYPTED_TRANSPORT_ID_SIZE 16
int encrypted_transport_name_conversation(
    struct transport *transport,
    unsigned char id[ENCRYPTED_TRANSPORT_ID_SIZE]);

/* The other side has another key than the contact it should be: tell it so,
 * without waiting, and name both keys in `error`, for the user. */
void encrypted_transport_refuse_key(struct transport *transport,
                                    const struct trust *trust,
                                    struct error *error);

/* Tell the other side that this side is talking with somebody else. */
void encrypted_transport_refuse_busy(struct transport *transport);

/* Has the other side ended the connection on purpose, with a fatal alert (RFC
 * 8446 section 6.2)?  For the receiving thread only. */
bool encrypted_transport_is_refused(struct transport *transport);

/* Has it done so because it talks with somebody else?  Likewise. */
bool encrypted_transport_is_busy(struct transport *transport);

#endif
