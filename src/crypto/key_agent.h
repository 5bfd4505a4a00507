/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* key_agent: the interface through which an encrypted conversation uses this
 * user's private key and the keys of known peers, without holding either.
 *
 * There are two agents: key_files, which reads the files itself, and the
 * monitor's client, which asks the monitor.  Every function returns 0, or -1
 * with `error` set, unless its comment says otherwise.  Only one thread at a
 * time may use an agent. */
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

/* The longest claimed name that is compared with the contacts, in bytes. */
#define KEY_AGENT_CLAIM_MAX 256

struct key_agent_spki {
    size_t length;
    unsigned char data[KEY_AGENT_SPKI_MAX];
};

struct key_agent {
    /* Fetch this user's public key; a key pair is made if there is none. */
    int (*public_key)(void *context, struct key_agent_spki *spki,
                      struct error *error);

    /* Sign what TLS asks to be signed, KEY_AGENT_SIGNED_MAX bytes at most. */
    int (*sign)(void *context, const void *text, size_t length,
                unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                struct error *error);

    /* Judge the key with this fingerprint, and remember it if it is new and no
     * code has to be right first.  When the agent was made it was told whose
     * key to expect: that of the peer whom this charla calls, or that of a
     * caller. */
    int (*check_peer)(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error);

    /* Is a key remembered for the peer whom this charla calls?  Returns 1 for
     * yes, 0 for no. */
    int (*knows_peer)(void *context, struct error *error);

    /* Record that the user has compared the digits of this key and that they
     * matched, or that the code was right. */
    int (*verify_peer)(void *context, const struct fingerprint *theirs,
                       struct error *error);

    /* Save this key in the contacts under this name (crypto/contacts.h). */
    int (*keep_peer)(void *context, const struct fingerprint *theirs,
                     const char *name, struct error *error);

    /* The owner of this key says that its name is `claim`, at most
     * KEY_AGENT_CLAIM_MAX bytes.  Could that be taken for the name of a
     * contact with another key?  Returns 1 for yes, with `name` set to that
     * contact's name; 0 for no. */
    int (*find_claimed)(void *context, const struct fingerprint *theirs,
                        const char *claim, size_t length,
                        char name[CONTACT_NAME_MAX + 1], struct error *error);

    void *context;
};

#endif
