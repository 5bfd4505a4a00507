/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* digest: the SHA-256 of bytes that come piece by piece (FIPS 180-4).
 *
 * An object belongs to one thread; several threads may each have their own.
 * Nothing is opened, so it works in the sandbox, once GnuTLS has been loaded.
 * digest.c has it from GnuTLS, digest_none.c stands in for it without. */
#ifndef CHARLA_DIGEST_H
#define CHARLA_DIGEST_H

#include <stddef.h>

struct error;

#define DIGEST_SIZE 32 /* bytes */

/* Start it as {0}; until digest_begin has succeeded only digest_end may be
 * called. */
struct digest {
    void *state; /* the library's; NULL: not begun */
};

/* Begin a digest of nothing.  Loads GnuTLS if that has not been done.  Returns
 * 0, or -1 with `error` set: this charla, or this GnuTLS, cannot do it. */
int digest_begin(struct digest *digest, struct error *error);

/* Add the next `length` bytes. */
void digest_add(struct digest *digest, const void *bytes, size_t length);

/* The hash of all bytes so far; more may be added afterwards. */
void digest_peek(const struct digest *digest, unsigned char out[DIGEST_SIZE]);

/* Release what it holds; it is {0} again.  Twice is harmless. */
void digest_end(struct digest *digest);

#endif
