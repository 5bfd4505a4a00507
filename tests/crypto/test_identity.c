/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/identity.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "support/data_home.h"
#include "support/harness.h"
#include "crypto/storage.h"
#include "crypto/tls_library.h"

static struct error error;

static void begin(void)
{
    data_home_begin();
    error = (struct error){0};
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
}

TestSuite(identity, .init = begin, .fini = harness_end);

static const char *key_path(void)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/charla/key.pem", harness_directory());
    return path;
}

static bool is_same(const gnutls_datum_t *one, const gnutls_datum_t *other)
{
    return one->size == other->size &&
           memcmp(one->data, other->data, one->size) == 0;
}

Test(identity, is_made_once_and_the_same_afterwards)
{
    struct identity made, found;
    struct stat status;

    cr_assert_eq(identity_load(&made, &error), 0, "%s", error.text);
    cr_assert_eq(stat(key_path(), &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0600);
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(identity_load(&found, &error), 0, "%s", error.text);
        cr_expect(is_same(&made.private_key, &found.private_key));
        cr_expect(is_same(&made.public_key, &found.public_key));
        cr_expect_str_eq(made.fingerprint.text, found.fingerprint.text);
        identity_release(&found);
    }
    identity_release(&made);
    cr_expect_null(made.private_key.data);
    identity_release(&made); /* twice is harmless */
}

/* RFC 8410: this prefix and 32 bytes are an Ed25519 key in DER. */
Test(identity, is_an_ed25519_key_with_its_fingerprint)
{
    static const unsigned char prefix[] = {0x30, 0x2A, 0x30, 0x05, 0x06, 0x03,
                                           0x2B, 0x65, 0x70, 0x03, 0x21, 0x00};
    struct identity identity;
    struct fingerprint right;

    cr_assert_eq(identity_load(&identity, &error), 0, "%s", error.text);
    cr_assert_eq(identity.public_key.size, 44);
    cr_expect_eq(memcmp(identity.public_key.data, prefix, sizeof prefix), 0);
    cr_assert_eq(identity_fingerprint(&identity.public_key, &right), 0);
    cr_expect_str_eq(identity.fingerprint.text, right.text);
    cr_expect_str_eq(identity.fingerprint.digits, right.digits);
    identity_release(&identity);
}

Test(identity, differs_from_user_to_user)
{
    struct identity one, other;

    cr_assert_eq(identity_load(&one, &error), 0);
    unlink(key_path());
    cr_assert_eq(identity_load(&other, &error), 0);
    cr_expect_not(is_same(&one.public_key, &other.public_key));
    identity_release(&one);
    identity_release(&other);
}

/* ---- Key files that cannot be used --------------------------------------- */

static void expect_refusal(const char *before, const char *after)
{
    struct identity identity;
    char sentence[512];

    snprintf(sentence, sizeof sentence, "%s%s%s", before, key_path(), after);
    cr_assert_eq(identity_load(&identity, &error), -1);
    cr_expect(strncmp(error.text, sentence, strlen(sentence)) == 0,
              "\"%s\" instead of \"%s\"", error.text, sentence);
    cr_expect_null(identity.private_key.data);
    cr_expect_null(identity.public_key.data);
}

static void write_key(const void *data, size_t length)
{
    cr_assert_eq(storage_write("key.pem", data, length, &error), STORAGE_OK);
}

Test(identity, is_not_taken_from_a_file_that_is_no_key)
{
    static const char *const texts[] = {
        "",
        "\n",
        "not a key",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "-----END PUBLIC KEY-----\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        write_key(texts[i], strlen(texts[i]));
        expect_refusal("", " holds no key that charla can use: ");
    }
}

/* Somebody's only key: it is never replaced by a new one. */
Test(identity, leaves_a_corrupt_key_file_as_it_is)
{
    struct identity identity;
    char room[1024], after[1024];
    ssize_t length;
    int fd;

    cr_assert_eq(identity_load(&identity, &error), 0);
    identity_release(&identity);
    fd = open(key_path(), O_RDONLY);
    length = read(fd, room, sizeof room);
    close(fd);
    cr_assert_gt(length, 60);
    length = (char *)memmem(room, (size_t)length, "-----END", 8) - room;
    for (ssize_t cut = 0; cut < length; cut += 7) {
        write_key(room, (size_t)cut);
        expect_refusal("", " holds no key that charla can use: ");
        fd = open(key_path(), O_RDONLY);
        cr_assert_eq(read(fd, after, sizeof after), cut);
        close(fd);
    }
}

Test(identity, is_not_a_key_of_another_kind)
{
    static const struct {
        gnutls_pk_algorithm_t algorithm;
        unsigned bits;
    } kinds[] = {
        {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1)},
        {GNUTLS_PK_EDDSA_ED448, 0},
        {GNUTLS_PK_RSA, 2048},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        gnutls_x509_privkey_t key;
        gnutls_datum_t pem;

        gnutls_x509_privkey_init(&key);
        cr_assert_eq(gnutls_x509_privkey_generate(key, kinds[i].algorithm,
                                                  kinds[i].bits, 0),
                     0);
        gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
                                          GNUTLS_PKCS_PLAIN, &pem);
        write_key(pem.data, pem.size);
        gnutls_free(pem.data);
        gnutls_x509_privkey_deinit(key);
        expect_refusal("", " holds no key that charla can use: ");
    }
}

Test(identity, is_not_taken_from_a_file_that_others_may_read)
{
    struct identity identity;

    cr_assert_eq(identity_load(&identity, &error), 0);
    identity_release(&identity);
    chmod(key_path(), 0640);
    expect_refusal("others can read ", "; fix it with: chmod 600 ");
}

static int fail_to_hash(gnutls_digest_algorithm_t algorithm, const void *text,
                        size_t length, void *digest)
{
    (void)algorithm, (void)text, (void)length, (void)digest;
    return GNUTLS_E_UNKNOWN_HASH_ALGORITHM;
}

Test(identity, is_refused_without_a_fingerprint)
{
    struct identity identity;

    cr_assert_eq(identity_load(&identity, &error), 0);
    identity_release(&identity);
    gnutls.hash_fast = fail_to_hash;
    expect_refusal("", " holds no key that charla can use: ");
}

/* One that were the same for every key would be trusted for every key. */
Test(identity, computes_no_fingerprint_when_it_cannot)
{
    unsigned char key[] = "x";
    struct fingerprint fingerprint = {"old", "old"};

    gnutls.hash_fast = fail_to_hash;
    cr_expect_lt(identity_fingerprint(&(gnutls_datum_t){key, 1},
                                      &fingerprint), 0);
    cr_expect_str_empty(fingerprint.text);
    cr_expect_str_empty(fingerprint.digits);
}

Test(identity, needs_a_place)
{
    struct identity identity;

    unsetenv("XDG_DATA_HOME");
    unsetenv("HOME");
    cr_expect_eq(identity_load(&identity, &error), -1);
    cr_expect(strncmp(error.text, "there is no place for charla's keys", 35)
                  == 0, "%s", error.text);
    setenv("XDG_DATA_HOME", "/dev/null", 1);
    cr_expect_eq(identity_load(&identity, &error), -1);
    cr_expect(strncmp(error.text, "cannot use /dev/null/charla: ", 29) == 0,
              "%s", error.text);
}

/* ---- Two at once --------------------------------------------------------- */

#define PROCESSES 6

/* Each tells its fingerprint through a pipe. */
Test(identity, is_one_for_those_who_make_it_at_once)
{
    int gate[2], answers[2];
    struct fingerprint first, next;

    cr_assert(pipe(gate) == 0 && pipe(answers) == 0);
    for (int i = 0; i < PROCESSES; i++) {
        struct identity identity;
        char byte;

        if (fork() != 0)
            continue;
        close(gate[1]);
        (void)!read(gate[0], &byte, 1); /* until all are there */
        if (identity_load(&identity, &error) == 0)
            (void)!write(answers[1], &identity.fingerprint, sizeof next);
        _exit(0);
    }
    close(gate[0]);
    close(gate[1]);
    close(answers[1]);
    cr_assert_eq(read(answers[0], &first, sizeof first), sizeof first);
    for (int i = 1; i < PROCESSES; i++) {
        cr_assert_eq(read(answers[0], &next, sizeof next), sizeof next);
        cr_expect_str_eq(first.text, next.text);
    }
    while (wait(NULL) > 0)
        ;
}
