/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/fingerprint.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "SHA256:"
#define PREFIX_LENGTH (sizeof PREFIX - 1)
#define ENCODED_LENGTH 43
#define GROUP_BYTES 5

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Encode in base64: six bits a character, beginning with the highest bit of
 * the first byte; the last character is padded with zero bits. */
static void encode(char *text, const unsigned char *hash)
{
    for (size_t i = 0; i < ENCODED_LENGTH; i++) {
        size_t bit = i * 6, byte = bit / 8;
        unsigned next = byte + 1 < FINGERPRINT_HASH_SIZE ? hash[byte + 1] : 0;
        unsigned pair = (unsigned)hash[byte] << 8 | next;

        text[i] = alphabet[pair >> (10 - bit % 8) & 63];
    }
    text[ENCODED_LENGTH] = '\0';
}

/* Decode base64; false if `text` holds any other character. */
static bool decode(unsigned char *hash, const char *text)
{
    uint32_t bits = 0;
    size_t count = 0, written = 0;

    for (size_t i = 0; i < ENCODED_LENGTH; i++) {
        const char *found = text[i] ? strchr(alphabet, text[i]) : NULL;

        if (!found)
            return false;
        bits = bits << 6 | (uint32_t)(found - alphabet);
        count += 6;
        if (count >= 8) {
            count -= 8;
            hash[written++] = (unsigned char)(bits >> count & 255);
        }
    }
    return true;
}

static void write_digits(char digits[FINGERPRINT_DIGITS_MAX],
                         const unsigned char *hash)
{
    for (size_t i = 0; i < FINGERPRINT_GROUPS; i++) {
        uint64_t number = 0;

        for (size_t j = 0; j < GROUP_BYTES; j++)
            number = number << 8 | hash[i * GROUP_BYTES + j];
        snprintf(digits + i * (FINGERPRINT_GROUP_DIGITS + 1), 7, "%05u%s",
                 (unsigned)(number % 100000),
                 i + 1 < FINGERPRINT_GROUPS ? " " : "");
    }
}

struct fingerprint
fingerprint_of_hash(const unsigned char hash[FINGERPRINT_HASH_SIZE])
{
    struct fingerprint fingerprint = {PREFIX, ""};

    encode(fingerprint.text + PREFIX_LENGTH, hash);
    write_digits(fingerprint.digits, hash);
    return fingerprint;
}

bool fingerprint_parse(const char *text, struct fingerprint *fingerprint)
{
    unsigned char hash[FINGERPRINT_HASH_SIZE];
    struct fingerprint found;

    if (strncmp(text, PREFIX, PREFIX_LENGTH) != 0 ||
        !decode(hash, text + PREFIX_LENGTH))
        return false;
    found = fingerprint_of_hash(hash);
    /* A text that is too long, or is not padded with zero bits, does not come
     * out as it went in. */
    if (strcmp(found.text, text) != 0)
        return false;
    *fingerprint = found;
    return true;
}

bool fingerprint_equals(const struct fingerprint *one,
                        const struct fingerprint *other)
{
    return strcmp(one->text, other->text) == 0;
}
