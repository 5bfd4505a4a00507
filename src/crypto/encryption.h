/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* encryption: what a conversation needs of keys and TLS, in one place.
 *
 * Two files stand behind it: encryption.c with GnuTLS, and
 * encryption_none.c for a charla that is configured --without-gnutls. */
#ifndef CHARLA_ENCRYPTION_H
#define CHARLA_ENCRYPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_agent.h"
#include "crypto/trust.h"

struct encryption;
struct error;
struct transport;

/* What it is done with, for --version; "" when this charla cannot encrypt. */
const char *encryption_library(void);

/* Load the library, which reads its configuration, but ask for no key yet.
 * Before there are threads.  That it failed, encryption_prepare says.  `keys`
 * is asked for all that has to do with this user's key and with known peers.
 * The caller frees with encryption_free. */
struct encryption *encryption_new(const struct key_agent *keys);
void encryption_free(struct encryption *encryption); /* NULL is allowed */

/* Get ready: fetch this user's public key.  Twice is harmless.  Returns 0, or
 * -1 with `error` set. */
int encryption_prepare(struct encryption *encryption, struct error *error);

/* The fingerprint of this user's key, once prepared; borrowed. */
const struct fingerprint *
encryption_fingerprint(const struct encryption *encryption);

/* Is the peer that this charla calls known to encrypt?  1: yes, 0: no, -1: it
 * cannot be told, with `error` set. */
int encryption_knows_peer(struct encryption *encryption, struct error *error);

/* Record that the user has compared the fingerprints and that they matched.
 * Returns 0, or -1 with `error` set. */
int encryption_verify_peer(struct encryption *encryption,
                           const struct fingerprint *theirs,
                           struct error *error);

/* Keep the key under this name.  Returns 0, or -1 with `error` set. */
int encryption_keep_peer(struct encryption *encryption,
                         const struct fingerprint *theirs, const char *name,
                         struct error *error);

/* Who has this key claims to be called `claim`: could that be taken for the
 * name of a contact with another key?  1: yes, and `name` is that name; 0: no;
 * -1: that cannot be told, with `error` set. */
int encryption_find_claimed(struct encryption *encryption,
                            const struct fingerprint *theirs,
                            const char *claim, size_t length,
                            char name[CONTACT_NAME_MAX + 1],
                            struct error *error);

/* What proves a code over this encrypted transport: bytes that its two sides
 * alone have (code_proof.h).  Returns 0, or -1. */
#define ENCRYPTION_CODE_SIZE 32
int encryption_export_for_code(struct transport *transport,
                               unsigned char bytes[ENCRYPTION_CODE_SIZE]);

/* How to start encrypting. */
struct encryption_start {
    const char *host; /* whom I call, as I gave it; NULL: one who calls me */
    const char *port;
    const void *early;   /* bytes that have been received already */
    size_t early_length;
    int timeout_ms;     /* for the whole handshake */
    int stop_fd;         /* readable: stop waiting */
};

enum encryption_result {
    ENCRYPTION_PENDING, /* of encryption_handshake_step only: not over yet */
    ENCRYPTION_ON,
    ENCRYPTION_REFUSED, /* unsafe: the wrong key, or not charla/1 */
    ENCRYPTION_BUSY,    /* the other side talks with somebody else */
    ENCRYPTION_LOST,    /* the connection broke, or the other side stalled */
    ENCRYPTION_STOPPED, /* stop_fd turned readable */
};

/* Shake hands over `*transport` and judge the other side's key, when
 * prepared.  On ENCRYPTION_ON `*transport` is the encrypted one, which owns
 * the old one, and `trust` is filled in.  Otherwise `*transport` is one of
 * the two, fit for nothing but to be freed, and `error` is set but on
 * ENCRYPTION_STOPPED. */
enum encryption_result encryption_begin(struct encryption *encryption,
                                        const struct encryption_start *start,
                                        struct transport **transport,
                                        struct trust *trust,
                                        struct error *error);

/* The same for who must not wait: a handshake step by step. */
struct encryption_handshake;

/* Start one over `transport`, which is taken, with somebody who calls, or if
 * `calls` with whom this side has called.  Returns NULL with `error` set when
 * it cannot begin. */
struct encryption_handshake *
encryption_handshake_new(struct encryption *encryption,
                         struct transport *transport, bool calls,
                         struct error *error);

/* Go on as far as that leads without waiting; to be called again when the
 * connection is readable or writable.  On ENCRYPTION_ON `*transport` is the
 * encrypted one, which the asker now owns, and `trust` is filled in, which it
 * judges. */
enum encryption_result
encryption_handshake_step(struct encryption_handshake *handshake,
                          struct transport **transport, struct trust *trust,
                          struct error *error);

/* The other side has another key than the contact it should be: tell it that,
 * without waiting, and the user both keys in `error`. */
void encryption_refuse_key(struct transport *transport,
                           const struct trust *trust, struct error *error);

/* Tell the other side that this side talks with somebody else. */
void encryption_handshake_refuse_busy(struct encryption_handshake *handshake);

/* The same over an encrypted transport, in the name of the whole side. */
void encryption_refuse_busy(struct transport *transport);

/* A name for the conversation that begins over this encrypted transport, which
 * its two sides alone know: 16 bytes.  Returns 0, or -1. */
#define ENCRYPTION_ID_SIZE 16
int encryption_name_conversation(struct transport *transport,
                                 unsigned char id[ENCRYPTION_ID_SIZE]);

/* Has the other side ended this encrypted connection on purpose, by a fatal
 * alert (RFC 8446 section 6.2)?  For the receiving thread. */
bool encryption_is_refused(struct transport *transport);

/* NULL is allowed. */
void encryption_handshake_free(struct encryption_handshake *handshake);

#endif
