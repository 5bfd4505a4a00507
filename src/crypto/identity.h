/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* identity: loads this user's long-term key, an Ed25519 pair (RFC 8032), and
 * makes it when it is first needed; also computes the fingerprint of any
 * public key. */
#ifndef CHARLA_IDENTITY_H
#define CHARLA_IDENTITY_H

#include <gnutls/gnutls.h>

#include "crypto/fingerprint.h"

struct error;

struct identity {
    gnutls_datum_t private_key; /* PKCS #8 in DER; wiped when released */
    gnutls_datum_t public_key;  /* SubjectPublicKeyInfo in DER */
    struct fingerprint fingerprint; /* of the public key */
};

/* Load the key, or make one and store it if there is none.  Returns 0, or -1
 * with `error` set; then nothing needs releasing. */
int identity_load(struct identity *identity, struct error *error);

/* Wipe and free what identity_load has filled. */
void identity_release(struct identity *identity);

/* Compute the fingerprint of a public key, ours or a peer's, from its
 * SubjectPublicKeyInfo in DER.  Returns 0, or GnuTLS's error, below 0; then
 * `fingerprint` is empty. */
int identity_fingerprint(const gnutls_datum_t *spki,
                         struct fingerprint *fingerprint);

#endif
