/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of digest.c for a charla that is configured --without-gnutls, which
 * sends no files and so needs no digest of them. */
#include <config.h>

#include "crypto/digest.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

int digest_begin(struct digest *digest, struct error *error)
{
    digest->state = NULL;
    error_set(error, _("this charla is built without encryption"));
    return -1;
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
    (void)digest;
    (void)bytes;
    (void)length;
}

void digest_peek(const struct digest *digest, unsigned char out[DIGEST_SIZE])
{
    (void)digest;
    memset(out, 0, DIGEST_SIZE);
}

void digest_end(struct digest *digest)
{
    digest->state = NULL;
}
