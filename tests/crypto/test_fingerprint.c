/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/fingerprint.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "crypto/tls_library.h"

static void begin(void)
{
    struct error error = {0};

    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
}

TestSuite(fingerprint, .init = begin);

/* The public keys of RFC 8032 section 7.1, tests 1 and 2, in DER, and text
 * whose first group wants a leading zero.  Computed with
 *
 *     openssl dgst -sha256 -binary FILE | base64
 *     openssl dgst -sha256 -binary FILE | xxd -p -c 5 | head -n 6
 *
 * and the shell's arithmetic for each of the six numbers modulo 100,000. */
#define DER "\x30\x2A\x30\x05\x06\x03\x2B\x65\x70\x03\x21\x00"

static const struct {
    const char *key;
    size_t length;
    const char *text;
    const char *digits;
} cases[] = {
    {DER "\xD7\x5A\x98\x01\x82\xB1\x0A\xB7\xD5\x4B\xFE\xD3\xC9\x64\x07\x3A"
         "\x0E\xE1\x72\xF3\xDA\xA6\x23\x25\xAF\x02\x1A\x68\xF7\x07\x51\x1A",
     44, "SHA256:BuP9j9opu2CrWVV95h7bCuzbIxE0vjDnW0Vfjht5L6k",
     "49242 33849 53339 57297 75387 92089"},
    {DER "\x3D\x40\x17\xC3\xE8\x43\x89\x5A\x92\xB7\x0A\xA7\x4D\x1B\x7E\xBC"
         "\x9C\x98\x2C\xCF\x2E\xC4\x96\x8C\xC0\xCD\x55\xF1\x2A\xF4\x66\x0C",
     44, "SHA256:3rLe053Cb84OYIW2/DS/a1lBkTu/4uphQRPP+eAEwXA",
     "87325 30496 32255 69915 64673 38148"},
    {"padding 360", 11, "SHA256:UN6zqoo3989Wv3f8PVtMguOg4g2gxjLOFBigNdrRNVM",
     "00234 61791 87724 20141 85684 99089"},
};

Test(fingerprint, is_what_other_programs_make_of_the_key)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fingerprint fingerprint;

        memset(&fingerprint, 'x', sizeof fingerprint);
        cr_expect_eq(fingerprint_of_key(cases[i].key, cases[i].length,
                                        &fingerprint),
                     0);
        cr_expect_str_eq(fingerprint.text, cases[i].text);
        cr_expect_str_eq(fingerprint.digits, cases[i].digits);
    }
}

Test(fingerprint, changes_with_every_bit_of_the_key)
{
    struct fingerprint right, other;
    char key[44];

    fingerprint_of_key(cases[0].key, sizeof key, &right);
    for (size_t bit = 0; bit < 8 * sizeof key; bit++) {
        memcpy(key, cases[0].key, sizeof key);
        key[bit / 8] = (char)(key[bit / 8] ^ 1 << bit % 8);
        fingerprint_of_key(key, sizeof key, &other);
        cr_assert_str_neq(right.text, other.text, "bit %zu", bit);
        cr_assert_str_neq(right.digits, other.digits, "bit %zu", bit);
    }
}

static int fail_to_hash(gnutls_digest_algorithm_t algorithm, const void *text,
                        size_t length, void *digest)
{
    (void)algorithm, (void)text, (void)length, (void)digest;
    return GNUTLS_E_UNKNOWN_HASH_ALGORITHM;
}

static int fail_to_encode(const gnutls_datum_t *data, gnutls_datum_t *result)
{
    (void)data, (void)result;
    return GNUTLS_E_MEMORY_ERROR;
}

/* One that were the same for every key would be trusted for every key. */
Test(fingerprint, is_none_when_it_cannot_be_computed)
{
    struct tls_library whole = gnutls;
    struct fingerprint fingerprint = {"old", "old"};

    gnutls.hash_fast = fail_to_hash;
    cr_expect_lt(fingerprint_of_key("x", 1, &fingerprint), 0);
    cr_expect_str_empty(fingerprint.text);
    cr_expect_str_empty(fingerprint.digits);
    gnutls = whole;
    gnutls.base64_encode2 = fail_to_encode;
    cr_expect_lt(fingerprint_of_key("x", 1, &fingerprint), 0);
    cr_expect_str_empty(fingerprint.text);
    gnutls = whole;
}
