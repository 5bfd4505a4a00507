/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* encryption_private: what encryption.c, encryption_handshake.c and
 * encrypted_transport.c share.  Private to these, which need GnuTLS. */
#ifndef CHARLA_ENCRYPTION_PRIVATE_H
#define CHARLA_ENCRYPTION_PRIVATE_H

#include "base/error.h"
#include "crypto/encryption_result.h"
#include "crypto/key_agent.h"
#include "crypto/tls_library.h"
#include "crypto/transport_tls.h"
#include "crypto/trust.h"

struct encryption {
    bool is_loaded; /* the library is */
    struct error why_not;
    struct key_agent keys;
    bool is_prepared;
    struct key_agent_spki own_key; /* when prepared */
    struct fingerprint fingerprint;
};

/* Find out what is known of the other side's key, a SubjectPublicKeyInfo (RFC
 * 5280 section 4.1).  Returns 0, or -1 with `error` set. */
int encryption_check_peer(struct encryption *encryption,
                          const gnutls_datum_t *spki, struct trust *trust,
                          struct error *error);

/* Set `error` to say that this contact has another key now. */
void encryption_explain_other_key(const struct trust *trust,
                                  struct error *error);

enum encryption_result encryption_translate(enum tls_result result);

#endif
