/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* fingerprint: a public key as something that people compare.
 *
 * It is the SHA-256 of the key's SubjectPublicKeyInfo in DER (RFC 7250
 * section 3), so the same for a key wherever it is shown. */
#ifndef CHARLA_FINGERPRINT_H
#define CHARLA_FINGERPRINT_H

#include <stddef.h>

/* "SHA256:" and 43 characters of base64 without padding, and '\0'. */
#define FINGERPRINT_TEXT_MAX 64

/* Six groups of five digits, a space between them, and '\0'. */
#define FINGERPRINT_DIGITS_MAX 36

struct fingerprint {
    char text[FINGERPRINT_TEXT_MAX];     /* to compare by eye */
    char digits[FINGERPRINT_DIGITS_MAX]; /* to read to each other */
};

/* Fill it from a SubjectPublicKeyInfo of `length` bytes.  Each group of
 * digits is five bytes of the hash as a number, modulo 100,000; the six
 * groups stand for about 99 bits.  Returns 0, or GnuTLS's error, below 0; then
 * there is nothing in it. */
int fingerprint_of_key(const void *spki, size_t length,
                       struct fingerprint *fingerprint);

#endif
