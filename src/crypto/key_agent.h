/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* key_agent: what an encrypted conversation needs of this user's private key
 * and of the keys of known peers, without holding either.
 *
 * Two kinds stand behind it: local_agent, which reads the files itself, and
 * the monitor's client, which asks the monitor to.  Every function returns 0
 * or -1 with `error` set, unless it says otherwise.  One thread at a time. */
#ifndef CHARLA_KEY_AGENT_H
#define CHARLA_KEY_AGENT_H

#include <stddef.h>

#include "crypto/trust.h"

struct error;

/* An Ed25519 SubjectPublicKeyInfo in DER has 44 bytes (RFC 8410). */
#define KEY_AGENT_SPKI_MAX 128

/* An Ed25519 signature (RFC 8032 section 5.1.6). */
#define KEY_AGENT_SIGNATURE_SIZE 64

/* The longest text that TLS 1.3 signs: 64 blanks, the context's name, a zero
 * and a hash of at most 64 bytes (RFC 8446 section 4.4.3). */
#define KEY_AGENT_SIGNED_MAX (64 + 33 + 1 + 64)

/* The longest name that is looked at. */
#define KEY_AGENT_CLAIM_MAX 256

struct key_agent_spki {
    size_t length;
    unsigned char data[KEY_AGENT_SPKI_MAX];
};

struct key_agent {
    /* This user's public key; the key pair is made if there is none. */
    int (*public_key)(void *context, struct key_agent_spki *spki,
                      struct error *error);

    /* Sign what TLS asks to be signed, KEY_AGENT_SIGNED_MAX bytes at most. */
    int (*sign)(void *context, const void *text, size_t length,
                unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                struct error *error);

    /* Judge the key with this fingerprint, and remember it if it is new.
     * Whose it is (whom this charla calls, or somebody who calls) the agent
     * has been told from the start. */
    int (*check_peer)(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error);

    /* Is a key remembered for whom this charla calls?  1: yes, 0: no. */
    int (*knows_peer)(void *context, struct error *error);

    /* The user has compared the digits of this key, and they matched. */
    int (*verify_peer)(void *context, const struct fingerprint *theirs,
                       struct error *error);

    /* The user keeps this key under this name (crypto/contacts.h). */
    int (*keep_peer)(void *context, const struct fingerprint *theirs,
                     const char *name, struct error *error);

    /* Who has this key claims to be called `claim`, KEY_AGENT_CLAIM_MAX bytes
     * at most: could that be taken for the name of a contact with another key?
     * 1: yes, and `name` is that name; 0: no. */
    int (*find_claimed)(void *context, const struct fingerprint *theirs,
                        const char *claim, size_t length,
                        char name[CONTACT_NAME_MAX + 1], struct error *error);

    void *context;
};

#endif
