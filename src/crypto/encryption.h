/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* encryption: encrypts a conversation and checks the other side's key; it is
 * all that the rest of charla sees of keys and TLS.
 *
 * Two files implement it: encryption.c with GnuTLS, and
 * encryption_none.c for a charla that is configured --without-gnutls. */
#ifndef CHARLA_ENCRYPTION_H
#define CHARLA_ENCRYPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/encryption_result.h"
#include "crypto/key_agent.h"
#include "crypto/trust.h"

struct encryption;
struct error;
struct transport;

/* The name of the TLS library, for --version; "" when this charla
 * cannot encrypt. */
const char *encryption_library(void);

/* Load the TLS library, which reads its configuration, but ask for no key yet.
 * To be called before there are threads.  If it fails, encryption_prepare says
 * so.  `keys` answers all questions about this user's key and about known
 * peers.  The caller frees the result with encryption_free. */
struct encryption *encryption_new(const struct key_agent *keys);
void encryption_free(struct encryption *encryption); /* NULL is allowed */

/* Get ready: fetch this user's public key.  Calling it twice is harmless.
 * Returns 0, or -1 with `error` set. */
int encryption_prepare(struct encryption *encryption, struct error *error);

/* The fingerprint of this user's key, once prepared; borrowed. */
const struct fingerprint *
encryption_fingerprint(const struct encryption *encryption);

/* Is the peer that this charla calls known to encrypt?  Returns 1 for yes, 0
 * for no, -1 with `error` set if known peers cannot be read. */
int encryption_knows_peer(struct encryption *encryption, struct error *error);

/* Record that the user has compared the fingerprints and that they matched, or
 * that the code was right.  Returns 0, or -1 with `error` set. */
int encryption_verify_peer(struct encryption *encryption,
                           const struct fingerprint *theirs,
                           struct error *error);

/* Save the key in the contacts under this name.  Returns 0, or -1 with `error`
 * set. */
int encryption_keep_peer(struct encryption *encryption,
                         const struct fingerprint *theirs, const char *name,
                         struct error *error);

/* The owner of the key `theirs` says that its name is `claim`.  Could that be
 * taken for the name of a contact with another key?  Returns 1 for yes, with
 * `name` set to that contact's name; 0 for no; -1 with `error` set if the
 * contacts cannot be read. */
int encryption_find_claimed(struct encryption *encryption,
                            const struct fingerprint *theirs,
                            const char *claim, size_t length,
                            char name[CONTACT_NAME_MAX + 1],
                            struct error *error);

/* How to start encrypting. */
struct encryption_start {
    const char *host; /* whom this side calls, as the user wrote it; NULL:
                         the other side calls */
    const char *port;
    const void *early; /* bytes that have been received already */
    size_t early_length;
    int timeout_ms; /* for the whole handshake */
    int stop_fd;    /* readable: stop waiting */
};

/* Shake hands over `*transport` and check the other side's key; to be called
 * after encryption_prepare.  On ENCRYPTION_ON `*transport` is replaced by the
 * encrypted transport, which owns the old one, and `trust` is filled in.
 * Otherwise `*transport` is one of the two and may only be freed, and `error`
 * is set, except on ENCRYPTION_STOPPED. */
enum encryption_result encryption_begin(struct encryption *encryption,
                                        const struct encryption_start *start,
                                        struct transport **transport,
                                        struct trust *trust,
                                        struct error *error);

#endif
