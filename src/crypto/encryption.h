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

#include "crypto/trust.h"

struct encryption;
struct error;
struct transport;

/* Can this charla encrypt at all? */
bool encryption_is_built_in(void);

/* What it is done with, for --version; "" if it is not built in. */
const char *encryption_library(void);

/* The one directory where keys are read and written, made if need be; the
 * caller frees.  NULL: there is none. */
char *encryption_directory(void);

/* Load the library, which reads its configuration, but no key yet.  Before
 * there are threads.  That it failed, encryption_prepare says.  The caller
 * frees with encryption_free. */
struct encryption *encryption_new(void);
/* Wipes the key; NULL is allowed. */
void encryption_free(struct encryption *encryption);

/* Get ready: load this user's key, making it first if there is none.  Twice
 * is harmless.  Returns 0, or -1 with `error` set. */
int encryption_prepare(struct encryption *encryption, struct error *error);

/* The fingerprint of this user's key, once prepared; borrowed. */
const struct fingerprint *
encryption_fingerprint(const struct encryption *encryption);

/* Is the peer at this address known to encrypt?  1: yes, 0: no, -1: it
 * cannot be told, with `error` set. */
int encryption_knows(const char *host, const char *port, struct error *error);

/* Forget the key of the peer at this address.  1: done, 0: none was known,
 * -1: failed, with `error` set. */
int encryption_forget(const char *host, const char *port,
                      struct error *error);

/* Forget the caller with this fingerprint; returns the same. */
int encryption_forget_caller(const char *fingerprint, struct error *error);

/* Record that the user has compared the fingerprints and that they matched:
 * the key belongs to whom I called there, or, `host` being NULL, to who called
 * me.  Returns 0, or -1 with `error` set. */
int encryption_verify(const char *host, const char *port,
                      const struct trust *trust, struct error *error);

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
    ENCRYPTION_ON,
    ENCRYPTION_REFUSED, /* unsafe: the wrong key, or not charla/1 */
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

#endif
