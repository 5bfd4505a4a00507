/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_handshake.h"

#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <string.h>
#include <strings.h>

/* 16 bytes in base64. */
#define KEY_LENGTH 24

bool web_handshake_lists(const char *header, const char *word)
{
    static const char between[] = ", \t";
    size_t length = strlen(word);

    while (header && *header) {
        size_t here = strcspn(header, between);

        if (here == length && strncasecmp(header, word, length) == 0)
            return true;
        header += here;
        header += strspn(header, between);
    }
    return false;
}

static bool is_key(const char *key)
{
    struct base64_decode_ctx decoder;
    uint8_t bytes[BASE64_DECODE_LENGTH(KEY_LENGTH)];
    size_t length = sizeof bytes;

    if (!key || strlen(key) != KEY_LENGTH)
        return false;
    base64_decode_init(&decoder);
    return base64_decode_update(&decoder, &length, bytes, KEY_LENGTH, key) &&
           base64_decode_final(&decoder) && length == 16;
}

bool web_handshake_accept(const char *key, char accept[WEB_ACCEPT_SIZE])
{
    static const char appended[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    struct sha1_ctx hash;
    uint8_t digest[SHA1_DIGEST_SIZE];

    if (!is_key(key))
        return false;
    sha1_init(&hash);
    sha1_update(&hash, KEY_LENGTH, (const uint8_t *)key);
    sha1_update(&hash, sizeof appended - 1, (const uint8_t *)appended);
    sha1_digest(&hash, sizeof digest, digest);
    base64_encode_raw(accept, sizeof digest, digest);
    accept[WEB_ACCEPT_SIZE - 1] = '\0';
    return true;
}
