/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* identity: this user's long-term key, an Ed25519 pair made at first need. */
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

/* Load the key, or make one and keep it if there is none.  Returns 0, or -1
 * with `error` set; then nothing needs releasing. */
int identity_load(struct identity *identity, struct error *error);

/* Wipe and free what identity_load has filled. */
void identity_release(struct identity *identity);

#endif
