/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* encryption_private: the state that encryption.c and encryption_handshake.c
 * share.  Private to these two, which need GnuTLS. */
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

enum encryption_result encryption_translate(enum tls_result result);

#endif
