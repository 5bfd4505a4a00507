/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/fingerprint.h"

#include <criterion/criterion.h>
#include <string.h>

/* The SHA-256 of the public keys of RFC 8032 section 7.1, tests 1 and 2, in
 * DER, and of text whose first group wants a leading zero.  Computed with
 *
 *     openssl dgst -sha256 -hex FILE
 *     openssl dgst -sha256 -binary FILE | base64
 *     openssl dgst -sha256 -binary FILE | xxd -p -c 5 | head -n 6
 *
 * and the shell's arithmetic for each of the six numbers modulo 100,000. */
static const struct {
    unsigned char hash[FINGERPRINT_HASH_SIZE];
    const char *text;
    const char *digits;
} cases[] = {
    {{0x06, 0xE3, 0xFD, 0x8F, 0xDA, 0x29, 0xBB, 0x60, 0xAB, 0x59, 0x55,
      0x7D, 0xE6, 0x1E, 0xDB, 0x0A, 0xEC, 0xDB, 0x23, 0x11, 0x34, 0xBE,
      0x30, 0xE7, 0x5B, 0x45, 0x5F, 0x8E, 0x1B, 0x79, 0x2F, 0xA9},
     "SHA256:BuP9j9opu2CrWVV95h7bCuzbIxE0vjDnW0Vfjht5L6k",
     "49242 33849 53339 57297 75387 92089"},
    {{0xDE, 0xB2, 0xDE, 0xD3, 0x9D, 0xC2, 0x6F, 0xCE, 0x0E, 0x60, 0x85,
      0xB6, 0xFC, 0x34, 0xBF, 0x6B, 0x59, 0x41, 0x91, 0x3B, 0xBF, 0xE2,
      0xEA, 0x61, 0x41, 0x13, 0xCF, 0xF9, 0xE0, 0x04, 0xC1, 0x70},
     "SHA256:3rLe053Cb84OYIW2/DS/a1lBkTu/4uphQRPP+eAEwXA",
     "87325 30496 32255 69915 64673 38148"},
    {{0x50, 0xDE, 0xB3, 0xAA, 0x8A, 0x37, 0xF7, 0xCF, 0x56, 0xBF, 0x77,
      0xFC, 0x3D, 0x5B, 0x4C, 0x82, 0xE3, 0xA0, 0xE2, 0x0D, 0xA0, 0xC6,
      0x32, 0xCE, 0x14, 0x18, 0xA0, 0x35, 0xDA, 0xD1, 0x35, 0x53},
     "SHA256:UN6zqoo3989Wv3f8PVtMguOg4g2gxjLOFBigNdrRNVM",
     "00234 61791 87724 20141 85684 99089"},
};

Test(fingerprint, is_what_other_programs_make_of_the_hash)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fingerprint fingerprint = fingerprint_of_hash(cases[i].hash);

        cr_expect_str_eq(fingerprint.text, cases[i].text);
        cr_expect_str_eq(fingerprint.digits, cases[i].digits);
    }
}

/* Every bit counts, and every text is read back, its digits too. */
Test(fingerprint, changes_with_every_bit_and_is_read_back)
{
    struct fingerprint right = fingerprint_of_hash(cases[0].hash);

    for (size_t bit = 0; bit < 8 * FINGERPRINT_HASH_SIZE; bit++) {
        unsigned char hash[FINGERPRINT_HASH_SIZE];
        struct fingerprint other, parsed;

        memcpy(hash, cases[0].hash, sizeof hash);
        hash[bit / 8] = (unsigned char)(hash[bit / 8] ^ 1 << bit % 8);
        other = fingerprint_of_hash(hash);
        cr_assert_not(fingerprint_equals(&right, &other), "bit %zu", bit);
        if (bit < 240) /* the digits are of 30 bytes */
            cr_assert_str_neq(right.digits, other.digits, "bit %zu", bit);
        cr_assert(fingerprint_parse(other.text, &parsed));
        cr_assert(fingerprint_equals(&other, &parsed));
        cr_assert_str_eq(other.digits, parsed.digits);
    }
}

#define BODY "BuP9j9opu2CrWVV95h7bCuzbIxE0vjDnW0Vfjht5L6"

Test(fingerprint, is_read_from_nothing_else)
{
    static const char *const texts[] = {
        "", "SHA256:", BODY "k", "sha256:" BODY "k", "SHA256:" BODY,
        "SHA256:" BODY "k=", "SHA256:" BODY "kA", " SHA256:" BODY "k",
        "SHA256:" BODY "k\n", "SHA256:" BODY "l", /* its last bits are not 0 */
        "SHA256:" BODY "_", "SHA256:" BODY " ",
    };
    struct fingerprint fingerprint = {"old", "old"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect_not(fingerprint_parse(texts[i], &fingerprint), "%s",
                      texts[i]);
        cr_expect_str_eq(fingerprint.text, "old");
    }
    cr_expect(fingerprint_parse("SHA256:" BODY "k", &fingerprint));
}
