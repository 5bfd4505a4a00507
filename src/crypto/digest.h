/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* digest: computes the SHA-256 (FIPS 180-4) of bytes that come piece by piece.
 *
 * A digest belongs to one thread; several threads may each have their own.  It
 * opens no file, so it works in the sandbox once GnuTLS has been loaded.
 * digest.c uses GnuTLS; digest_none.c is for a charla without it. */
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

/* Begin a digest.  Loads GnuTLS if that has not been done.  Returns 0, or -1
 * with `error` set if this charla, or this GnuTLS, cannot compute one. */
int digest_begin(struct digest *digest, struct error *error);

/* Add the next `length` bytes. */
void digest_add(struct digest *digest, const void *bytes, size_t length);

/* Write the hash of all bytes so far; more may be added afterwards. */
void digest_peek(const struct digest *digest, unsigned char out[DIGEST_SIZE]);

/* Release what the digest holds; it is {0} again.  Calling this twice is
 * harmless. */
void digest_end(struct digest *digest);

#endif
