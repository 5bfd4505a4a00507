/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/digest.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "crypto/tls_library.h"

static void release(gnutls_hash_hd_t state)
{
    unsigned char unused[DIGEST_SIZE];

    gnutls.hash_deinit(state, unused);
}

/* Begin a hash, and try to copy it: not every implementation behind GnuTLS can
 * copy a hash in progress, and here that can still be reported. */
static int begin(gnutls_hash_hd_t *state)
{
    gnutls_hash_hd_t copy;
    int result = gnutls.hash_init(state, GNUTLS_DIG_SHA256);

    if (result < 0)
        return result;
    copy = gnutls.hash_copy(*state);
    if (!copy) {
        release(*state);
        return GNUTLS_E_UNIMPLEMENTED_FEATURE;
    }
    release(copy);
    return 0;
}

int digest_begin(struct digest *digest, struct error *error)
{
    gnutls_hash_hd_t state;
    int result;

    digest->state = NULL;
    if (tls_library_load(error) < 0)
        return -1;
    result = begin(&state);
    if (result < 0) {
        error_set(error, _("cannot compute a SHA-256: %s"),
                  gnutls.strerror(result));
        return -1;
    }
    digest->state = state;
    return 0;
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
    if (length > 0)
        (void)gnutls.hash(digest->state, bytes, length);
}

void digest_peek(const struct digest *digest, unsigned char out[DIGEST_SIZE])
{
    gnutls_hash_hd_t copy = gnutls.hash_copy(digest->state);

    memset(out, 0, DIGEST_SIZE);
    if (copy)
        gnutls.hash_deinit(copy, out);
}

void digest_end(struct digest *digest)
{
    if (digest->state)
        release(digest->state);
    digest->state = NULL;
}
