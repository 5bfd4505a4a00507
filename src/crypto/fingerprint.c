/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/fingerprint.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/tls_library.h"

#define HASH_SIZE 32
#define GROUPS 6
#define GROUP_BYTES 5

static int write_text(char text[FINGERPRINT_TEXT_MAX],
                      unsigned char hash[HASH_SIZE])
{
    gnutls_datum_t raw = {.data = hash, .size = HASH_SIZE};
    gnutls_datum_t encoded = {0};
    int number = gnutls.base64_encode2(&raw, &encoded);

    if (number < 0)
        return number;
    snprintf(text, FINGERPRINT_TEXT_MAX, "SHA256:%.*s",
             (int)strcspn((const char *)encoded.data, "="),
             (const char *)encoded.data);
    free(encoded.data);
    return 0;
}

static void write_digits(char digits[FINGERPRINT_DIGITS_MAX],
                         const unsigned char hash[HASH_SIZE])
{
    for (size_t i = 0; i < GROUPS; i++) {
        uint64_t number = 0;

        for (size_t j = 0; j < GROUP_BYTES; j++)
            number = number << 8 | hash[i * GROUP_BYTES + j];
        snprintf(digits + i * 6, 7, "%05u%s", (unsigned)(number % 100000),
                 i + 1 < GROUPS ? " " : "");
    }
}

int fingerprint_of_key(const void *spki, size_t length,
                       struct fingerprint *fingerprint)
{
    unsigned char hash[HASH_SIZE];
    int number = gnutls.hash_fast(GNUTLS_DIG_SHA256, spki, length, hash);

    *fingerprint = (struct fingerprint){"", ""};
    if (number == 0)
        number = write_text(fingerprint->text, hash);
    if (number == 0)
        write_digits(fingerprint->digits, hash);
    return number;
}
