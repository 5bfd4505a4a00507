/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of it when a function of GnuTLS fails.  Each function in turn is
 * replaced by one that does, and what needs it must say so. */
#include <config.h>

#include "crypto/tls_library.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "chat/file_table.h"
#include "chat/file_tag.h"
#include "crypto/announcement_tag.h"
#include "crypto/digest.h"
#include "crypto/encryption.h"
#include "crypto/encryption_private.h"
#include "crypto/identity.h"
#include "crypto/key_agent.h"
#include "crypto/key_files.h"
#include "crypto/tls_session.h"
#include "crypto/trust.h"
#include "support/failing.h"
#include "support/data_home.h"
#include "support/harness.h"

#define FAILURE GNUTLS_E_CRYPTO_INIT_FAILED

static struct error error;
static struct tls_library whole; /* the table as it was loaded */
static char key_path[256], reason[128];

static void begin(void)
{
    data_home_begin();
    snprintf(key_path, sizeof key_path, "%s/charla/key.pem",
             harness_directory());
    error = (struct error){0};
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
    whole = gnutls;
    snprintf(reason, sizeof reason, "%s", gnutls.strerror(FAILURE));
}

TestSuite(tls_faults, .init = begin, .fini = harness_end);

/* ---- Functions that fail ------------------------------------------------- */

static int no_hash_init(gnutls_hash_hd_t *state,
                        gnutls_digest_algorithm_t algorithm)
{
    (void)algorithm;
    *state = NULL;
    return FAILURE;
}

static gnutls_hash_hd_t no_hash_copy(gnutls_hash_hd_t state)
{
    (void)state;
    return NULL;
}

static int no_hash_fast(gnutls_digest_algorithm_t algorithm, const void *text,
                        size_t length, void *out)
{
    (void)algorithm, (void)text, (void)length, (void)out;
    return FAILURE;
}

static int no_x509_privkey_init(gnutls_x509_privkey_t *key)
{
    *key = NULL;
    return FAILURE;
}

static int no_x509_privkey_generate(gnutls_x509_privkey_t key,
                                    gnutls_pk_algorithm_t algorithm,
                                    unsigned bits, unsigned flags)
{
    (void)key, (void)algorithm, (void)bits, (void)flags;
    return FAILURE;
}

static int no_x509_privkey_export2_pkcs8(gnutls_x509_privkey_t key,
                                         gnutls_x509_crt_fmt_t format,
                                         const char *password, unsigned flags,
                                         gnutls_datum_t *out)
{
    (void)key, (void)format, (void)password, (void)flags, (void)out;
    return FAILURE;
}

static int no_privkey_init(gnutls_privkey_t *key)
{
    *key = NULL;
    return FAILURE;
}

static int no_pubkey_init(gnutls_pubkey_t *key)
{
    *key = NULL;
    return FAILURE;
}

static int no_privkey_import_x509(gnutls_privkey_t key,
                                  gnutls_x509_privkey_t from, unsigned flags)
{
    (void)key, (void)from, (void)flags;
    return FAILURE;
}

static int no_pubkey_import_privkey(gnutls_pubkey_t key, gnutls_privkey_t from,
                                    unsigned usage, unsigned flags)
{
    (void)key, (void)from, (void)usage, (void)flags;
    return FAILURE;
}

static int no_privkey_import_x509_raw(gnutls_privkey_t key,
                                      const gnutls_datum_t *text,
                                      gnutls_x509_crt_fmt_t format,
                                      const char *password, unsigned flags)
{
    (void)key, (void)text, (void)format, (void)password, (void)flags;
    return FAILURE;
}

static int no_privkey_sign_data2(gnutls_privkey_t key,
                                 gnutls_sign_algorithm_t algorithm,
                                 unsigned flags, const gnutls_datum_t *text,
                                 gnutls_datum_t *signature)
{
    (void)key, (void)algorithm, (void)flags, (void)text, (void)signature;
    return FAILURE;
}

/* It succeeds, but the signature is too short to be one. */
static int short_privkey_sign_data2(gnutls_privkey_t key,
                                    gnutls_sign_algorithm_t algorithm,
                                    unsigned flags, const gnutls_datum_t *text,
                                    gnutls_datum_t *signature)
{
    (void)key, (void)algorithm, (void)flags, (void)text;
    signature->data = (*gnutls.malloc)(1);
    signature->size = 1;
    return 0;
}

static int no_allocate_credentials(gnutls_certificate_credentials_t *made)
{
    *made = NULL;
    return FAILURE;
}

static int no_pcert_import_rawpk_raw(gnutls_pcert_st *made,
                                     const gnutls_datum_t *text,
                                     gnutls_x509_crt_fmt_t format,
                                     unsigned usage, unsigned flags)
{
    (void)made, (void)text, (void)format, (void)usage, (void)flags;
    return FAILURE;
}

static int no_init(gnutls_session_t *session, unsigned flags)
{
    (void)flags;
    *session = NULL;
    return FAILURE;
}

static int no_priority_set_direct(gnutls_session_t session, const char *text,
                                  const char **at)
{
    (void)session, (void)text, (void)at;
    return FAILURE;
}

static int no_credentials_set(gnutls_session_t session,
                              gnutls_credentials_type_t type, void *made)
{
    (void)session, (void)type, (void)made;
    return FAILURE;
}

static int no_alpn_set_protocols(gnutls_session_t session,
                                 const gnutls_datum_t *protocols,
                                 unsigned count, unsigned flags)
{
    (void)session, (void)protocols, (void)count, (void)flags;
    return FAILURE;
}

/* ---- The user's key ------------------------------------------------------ */

/* What the table without one function does, and what is said. */
#define WITHOUT(name) break_##name
#define BREAK(name, by)                                                       \
    static void break_##name(void)                                            \
    {                                                                         \
        gnutls.name = by;                                                     \
    }

BREAK(x509_privkey_init, no_x509_privkey_init)
BREAK(x509_privkey_generate, no_x509_privkey_generate)
BREAK(x509_privkey_export2_pkcs8, no_x509_privkey_export2_pkcs8)
BREAK(privkey_init, no_privkey_init)
BREAK(pubkey_init, no_pubkey_init)
BREAK(privkey_import_x509, no_privkey_import_x509)
BREAK(pubkey_import_privkey, no_pubkey_import_privkey)
BREAK(privkey_import_x509_raw, no_privkey_import_x509_raw)
BREAK(privkey_sign_data2, no_privkey_sign_data2)
BREAK(hash_init, no_hash_init)
BREAK(hash_copy, no_hash_copy)
BREAK(hash_fast, no_hash_fast)
BREAK(certificate_allocate_credentials, no_allocate_credentials)
BREAK(pcert_import_rawpk_raw, no_pcert_import_rawpk_raw)
BREAK(init, no_init)
BREAK(priority_set_direct, no_priority_set_direct)
BREAK(credentials_set, no_credentials_set)
BREAK(alpn_set_protocols, no_alpn_set_protocols)

typedef void breaking(void);

static const char *sentence(const char *before, const char *name,
                            const char *after, const char *why)
{
    static char text[512];

    snprintf(text, sizeof text, "%s%s%s%s", before, name, after, why);
    return text;
}

Test(tls_faults, a_key_that_cannot_be_made_is_an_error_and_none_is_stored)
{
    static breaking *const each[] = {
        WITHOUT(x509_privkey_init),
        WITHOUT(x509_privkey_generate),
        WITHOUT(x509_privkey_export2_pkcs8),
    };

    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        struct identity identity;

        each[i]();
        cr_expect_eq(identity_load(&identity, &error), -1);
        gnutls = whole;
        cr_expect_str_eq(error.text,
                         sentence("cannot make a key: ", "", "", reason));
        cr_expect_null(identity.private_key.data);
        cr_expect_lt(access(key_path, F_OK), 0, "function %zu", i);
    }
}

Test(tls_faults, a_key_that_cannot_be_read_is_an_error_and_stays)
{
    static breaking *const each[] = {
        WITHOUT(x509_privkey_init),
        WITHOUT(privkey_init),
        WITHOUT(pubkey_init),
        WITHOUT(privkey_import_x509),
        WITHOUT(pubkey_import_privkey),
        WITHOUT(x509_privkey_export2_pkcs8),
        WITHOUT(hash_fast),
    };
    struct identity first, identity;

    cr_assert_eq(identity_load(&first, &error), 0, "%s", error.text);
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        each[i]();
        cr_expect_eq(identity_load(&identity, &error), -1, "function %zu", i);
        gnutls = whole;
        cr_expect_str_eq(error.text,
                         sentence("", key_path,
                                  " holds no key that charla can use: ",
                                  reason));
        cr_expect_null(identity.private_key.data);
    }
    cr_assert_eq(identity_load(&identity, &error), 0, "%s", error.text);
    cr_expect_str_eq(identity.fingerprint.text, first.fingerprint.text);
    identity_release(&identity);
    identity_release(&first);
}

static const struct {
    breaking *without;
    int number; /* 0: FAILURE */
} unsigned_by[] = {
    {WITHOUT(privkey_init), 0},
    {WITHOUT(privkey_import_x509_raw), 0},
    {WITHOUT(privkey_sign_data2), 0},
};

static void expect_unsigned(const struct key_agent *agent, const char *why)
{
    unsigned char signature[KEY_AGENT_SIGNATURE_SIZE] = "nothing";

    cr_expect_eq(agent->sign(agent->context, "text", 4, signature, &error), -1);
    gnutls = whole;
    cr_expect_str_eq(error.text, sentence("cannot sign: ", "", "", why));
    cr_expect_str_eq((const char *)signature, "nothing");
}

Test(tls_faults, what_cannot_be_signed_is_an_error)
{
    struct key_files *files = key_files_new(NULL, NULL);
    const struct key_agent agent = key_files_agent(files);
    unsigned char signature[KEY_AGENT_SIGNATURE_SIZE];

    cr_assert_eq(agent.sign(agent.context, "text", 4, signature, &error), 0,
                 "%s", error.text);
    for (size_t i = 0; i < sizeof unsigned_by / sizeof *unsigned_by; i++) {
        unsigned_by[i].without();
        expect_unsigned(&agent, reason);
    }
    gnutls.privkey_sign_data2 = short_privkey_sign_data2;
    expect_unsigned(&agent, gnutls.strerror(GNUTLS_E_PK_SIGN_FAILED));
    key_files_free(files);
}

/* ---- Hashes -------------------------------------------------------------- */

Test(tls_faults, a_digest_that_cannot_be_computed_is_an_error)
{
    struct file_offer offer = {.size = 1};
    struct fingerprint key = {0};
    struct digest digest;
    char tag[FILE_TAG_SIZE];

    break_hash_init();
    cr_expect_eq(digest_begin(&digest, &error), -1);
    cr_expect_str_eq(error.text,
                     sentence("cannot compute a SHA-256: ", "", "", reason));
    digest_end(&digest);
    cr_expect_eq(file_tag_make(&key, &offer, tag, &error), -1);
    gnutls = whole;
    break_hash_copy();
    cr_expect_eq(digest_begin(&digest, &error), -1);
    cr_expect_str_eq(
        error.text,
        sentence("cannot compute a SHA-256: ", "", "",
                 gnutls.strerror(GNUTLS_E_UNIMPLEMENTED_FEATURE)));
    digest_end(&digest);
}

/* All zeros are nobody's hash, so the comparison fails and no other is taken
 * for the file's. */
Test(tls_faults, a_digest_that_cannot_be_looked_at_is_zeros)
{
    static const unsigned char zeros[DIGEST_SIZE];
    unsigned char hash[DIGEST_SIZE] = {1};
    struct digest digest;

    cr_assert_eq(digest_begin(&digest, &error), 0, "%s", error.text);
    break_hash_copy();
    digest_peek(&digest, hash);
    cr_expect_arr_eq(hash, zeros, DIGEST_SIZE);
    gnutls = whole;
    digest_end(&digest);
}

Test(tls_faults, without_a_hash_no_announcement_is_made_and_none_is_known)
{
    struct fingerprint key = {.text = "SHA256:abc"};
    struct announcement_tag tag = {0};

    cr_assert_eq(announcement_tag_make(&key, &tag), 0);
    cr_expect(announcement_tag_is_of(&tag, &key));
    break_hash_fast();
    cr_expect_not(announcement_tag_is_of(&tag, &key));
    cr_expect_eq(announcement_tag_make(&key, &tag), -1);
    gnutls = whole;
#ifdef HAVE_GETENTROPY /* another source of random numbers cannot fail */
    failing_set(FAILING_GETENTROPY, 0, 1, EIO);
    cr_expect_eq(announcement_tag_make(&key, &tag), -1);
    cr_expect(failing_is_over());
#endif
}

/* ---- Whose key it is ----------------------------------------------------- */

static int own_key(void *context, struct key_agent_spki *spki,
                   struct error *why)
{
    (void)context, (void)why;
    *spki = (struct key_agent_spki){.length = 4, .data = "key"};
    return 0;
}

static bool is_asked; /* whose key it is */

static int check(void *context, const struct fingerprint *theirs,
                 struct trust *trust, struct error *why)
{
    (void)context, (void)theirs, (void)trust, (void)why;
    is_asked = true;
    return 0;
}

/* Without fingerprints all keys would look the same. */
Test(tls_faults, a_key_without_a_fingerprint_is_refused)
{
    const struct key_agent agent = {.public_key = own_key,
                                    .check_peer = check};
    struct encryption *encryption = encryption_new(&agent);
    unsigned char bytes[] = "another key";
    const gnutls_datum_t spki = {bytes, sizeof bytes};
    struct trust trust = {0};
    const char *words;

    break_hash_fast();
    words = sentence("cannot compute the fingerprint of a key: ", "", "",
                     reason);
    cr_expect_eq(encryption_prepare(encryption, &error), -1);
    cr_expect_str_eq(error.text, words);
    error.text[0] = '\0';
    cr_expect_eq(encryption_check_peer(encryption, &spki, &trust, &error), -1);
    cr_expect_str_eq(error.text, words);
    cr_expect_not(is_asked);
    gnutls = whole;
    cr_expect_eq(encryption_prepare(encryption, &error), 0);
    cr_expect_eq(encryption_check_peer(encryption, &spki, &trust, &error), 0);
    cr_expect(is_asked);
    encryption_free(encryption);
}

/* ---- Sessions ------------------------------------------------------------ */

Test(tls_faults, a_session_that_cannot_begin_is_an_error)
{
    static breaking *const each[] = {
        WITHOUT(certificate_allocate_credentials),
        WITHOUT(pcert_import_rawpk_raw),
        WITHOUT(privkey_init),
        WITHOUT(init),
        WITHOUT(priority_set_direct),
        WITHOUT(credentials_set),
        WITHOUT(alpn_set_protocols),
    };
    struct key_files *files = key_files_new(NULL, NULL);
    const struct key_agent agent = key_files_agent(files);
    struct key_agent_spki spki;
    struct tls_session session = {0};

    cr_assert_eq(agent.public_key(agent.context, &spki, &error), 0, "%s",
                 error.text);
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        session = (struct tls_session){0};
        each[i]();
        cr_expect_eq(tls_session_begin(&session, &agent, &spki, i % 2),
                     FAILURE, "function %zu", i);
        gnutls = whole;
        tls_session_end(&session);
    }
    session = (struct tls_session){0};
    cr_expect_eq(tls_session_begin(&session, &agent, &spki, false), 0);
    tls_session_end(&session);
    key_files_free(files);
}
