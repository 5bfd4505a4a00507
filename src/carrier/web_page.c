/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_page.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

static unsigned char page[] = {
#include "carrier/web_page_bytes.inc"
    '\0',
};

char *web_page_text(size_t *length)
{
    *length = sizeof page - 1;
    return (char *)page;
}

/* Append the hash of the text between two tags. */
static void append_hash(struct buffer *out, const char *begin,
                        const char *end)
{
    const char *text = strstr((const char *)page, begin) + strlen(begin);
    size_t length = (size_t)(strstr(text, end) - text);
    struct sha256_ctx hash;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char encoded[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)];

    sha256_init(&hash);
    sha256_update(&hash, length, (const uint8_t *)text);
    sha256_digest(&hash, sizeof digest, digest);
    base64_encode_raw(encoded, sizeof digest, digest);
    buffer_append_string(out, "'sha256-");
    buffer_append(out, encoded, sizeof encoded);
    buffer_append_string(out, "'");
}

void web_page_append_policy(struct buffer *out, const char *host)
{
    buffer_append_string(out, "default-src 'none'; script-src ");
    append_hash(out, "<script>", "</script>");
    buffer_append_string(out, "; style-src ");
    append_hash(out, "<style>", "</style>");
    buffer_printf(out, "; img-src data:; connect-src ws://%s", host);
    buffer_append_string(out, "; base-uri 'none'; form-action 'none'"
                              "; frame-ancestors 'none'");
}
