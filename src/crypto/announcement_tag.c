/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/announcement_tag.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/random.h"
#include "crypto/tls_library.h"

static void write_hex(char text[ANNOUNCEMENT_TAG_MAX],
                      const unsigned char bytes[8])
{
    for (size_t i = 0; i < 8; i++)
        snprintf(text + 2 * i, 3, "%02x", (unsigned)bytes[i]);
}

static int compute(const char *salt, const struct fingerprint *key,
                   char hash[ANNOUNCEMENT_TAG_MAX])
{
    char text[ANNOUNCEMENT_TAG_MAX + FINGERPRINT_TEXT_MAX];
    unsigned char digest[FINGERPRINT_HASH_SIZE];
    struct error ignored = {0};
    int length = snprintf(text, sizeof text, "%s%s", salt, key->text);

    if (tls_library_load(&ignored) < 0 ||
        gnutls.hash_fast(GNUTLS_DIG_SHA256, text, (size_t)length, digest) < 0)
        return -1;
    write_hex(hash, digest);
    return 0;
}

int announcement_tag_make(const struct fingerprint *key,
                          struct announcement_tag *tag)
{
    unsigned char salt[8];

    if (random_fill(salt, sizeof salt) < 0)
        return -1;
    write_hex(tag->salt, salt);
    return compute(tag->salt, key, tag->hash);
}

bool announcement_tag_is_of(const struct announcement_tag *tag,
                            const struct fingerprint *key)
{
    char hash[ANNOUNCEMENT_TAG_MAX];

    return *tag->salt && compute(tag->salt, key, hash) == 0 &&
           strcmp(hash, tag->hash) == 0;
}
