/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* fingerprint: writes a public key in a form that people can compare.  Pure.
 *
 * The fingerprint is the SHA-256 of the key's SubjectPublicKeyInfo in DER (RFC
 * 7250 section 3), so every program shows the same one for a key. */
#ifndef CHARLA_FINGERPRINT_H
#define CHARLA_FINGERPRINT_H

#include <stdbool.h>

/* The size of a SHA-256 hash, in bytes. */
#define FINGERPRINT_HASH_SIZE 32

/* "SHA256:", 43 characters of base64 without padding (RFC 4648 section 4),
 * and '\0'. */
#define FINGERPRINT_TEXT_MAX 51

/* Six groups of five digits, a space between them, and '\0'. */
#define FINGERPRINT_GROUPS 6
#define FINGERPRINT_GROUP_DIGITS 5
#define FINGERPRINT_DIGITS_MAX 36

struct fingerprint {
    char text[FINGERPRINT_TEXT_MAX];     /* to compare by eye */
    char digits[FINGERPRINT_DIGITS_MAX]; /* to read to each other */
};

/* Make the fingerprint with this hash.  Each group of digits is five bytes of
 * the hash as a number, modulo 100,000; the six groups hold about 99 bits. */
struct fingerprint
fingerprint_of_hash(const unsigned char hash[FINGERPRINT_HASH_SIZE]);

/* Read a fingerprint from its text, and compute the digits from that.  Returns
 * false, and leaves `fingerprint` alone, for any text that fingerprint_of_hash
 * would not write. */
bool fingerprint_parse(const char *text, struct fingerprint *fingerprint);

/* Are these the fingerprints of the same key? */
bool fingerprint_equals(const struct fingerprint *one,
                        const struct fingerprint *other);

#endif
