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

/* Make a session that asks for all of it, with the public key `spki` on our
 * side, whose private half `keys` alone has; `session` stays where it is.
 * Returns 0, or GnuTLS's number for what went wrong; either way it is to be
 * ended. */
int tls_session_begin(struct tls_session *session,
                      const struct key_agent *keys,
                      const struct key_agent_spki *spki, bool is_server);

/* A session of zeros is allowed. */
void tls_session_end(struct tls_session *session);

/* After the handshake: is it what was asked for?  If so `*spki` is the other
 * side's key (SubjectPublicKeyInfo in DER), borrowed from the session. */
bool tls_session_is_charla(const struct tls_session *session,
                           gnutls_datum_t *spki);

#endif
