/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tls_session: sets a GnuTLS session up as charla/1 asks for it, and checks
 * that the other side has agreed to all of it (doc/protocol.md, "charla/1"):
 * TLS 1.3 (RFC 8446), raw Ed25519 keys (RFC 7250, RFC 8410), and the protocol
 * name "charla/1" (ALPN, RFC 7301). */
#ifndef CHARLA_TLS_SESSION_H
#define CHARLA_TLS_SESSION_H

#include <stdbool.h>

#include <gnutls/gnutls.h>

#include "crypto/key_agent.h"

struct tls_session {
    gnutls_session_t handle;
    gnutls_certificate_credentials_t credentials;
    bool has_shaken_hands;
    unsigned steps; /* of the handshake, so far */
    const struct key_agent *keys; /* borrowed: signs the handshake */
};

/* Begin a session that asks for all of this.  Our side's public key is `spki`,
 * whose private half only `keys` can use.  `session` must not be moved
 * afterwards.  Returns 0, or GnuTLS's error number; either way tls_session_end
 * must be called. */
int tls_session_begin(struct tls_session *session,
                      const struct key_agent *keys,
                      const struct key_agent_spki *spki, bool is_server);

/* Release what the session holds; a session of zeros is allowed. */
void tls_session_end(struct tls_session *session);

/* After the handshake: did both sides agree on all that tls_session_begin
 * asked for?  If so `*spki` is the other side's key (SubjectPublicKeyInfo in
 * DER), borrowed from the session. */
bool tls_session_is_charla(const struct tls_session *session,
                           gnutls_datum_t *spki);

#endif
