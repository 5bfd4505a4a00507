/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/identity.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "crypto/storage.h"
#include "crypto/storage_lock.h"
#include "crypto/storage_place.h"
#include "crypto/tls_library.h"

#define KEY_FILE "key.pem"

static void wipe_datum(gnutls_datum_t *datum)
{
    if (datum->data)
        gnutls.memset(datum->data, 0, datum->size);
    free(datum->data);
    *datum = (gnutls_datum_t){0};
}

/* Generate a key pair and write it as PEM.  Returns 0, or GnuTLS's error. */
static int generate(gnutls_datum_t *pem)
{
    gnutls_x509_privkey_t key;
    int result = gnutls.x509_privkey_init(&key);

    if (result < 0)
        return result;
    result = gnutls.x509_privkey_generate(key, GNUTLS_PK_EDDSA_ED25519, 0, 0);
    if (result >= 0)
        result = gnutls.x509_privkey_export2_pkcs8(
            key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, pem);
    gnutls.x509_privkey_deinit(key);
    return result;
}

/* Make a key and store it, unless another charla has just done so. */
static int make_key(struct error *error)
{
    gnutls_datum_t made = {0};
    enum storage_result result;
    int number = generate(&made);

    if (number < 0) {
        error_set(error, _("cannot make a key: %s"), gnutls.strerror(number));
        return -1;
    }
    result = storage_create(KEY_FILE, made.data, made.size, error);
    wipe_datum(&made);
    return result == STORAGE_FAILED ? -1 : 0;
}

/* Read the key file into `pem`.  If there is none, take the lock, look again,
 * and make the key if the file is still missing. */
static int read_or_make(struct buffer *pem, struct error *error)
{
    enum storage_result result = storage_read(KEY_FILE, pem, error);
    int lock;

    if (result != STORAGE_ABSENT)
        return result == STORAGE_OK ? 0 : -1;
    lock = storage_lock(error);
    if (lock < 0)
        return -1;
    result = storage_read(KEY_FILE, pem, error);
    if (result == STORAGE_ABSENT && make_key(error) == 0)
        result = storage_read(KEY_FILE, pem, error);
    close(lock);
    return result == STORAGE_OK ? 0 : -1;
}

/* Read both halves of the key from the file's PEM, in the forms that TLS
 * needs: the public one as it is sent (RFC 7250 section 3). */
static int take_halves(const gnutls_datum_t *pem, struct identity *identity)
{
    gnutls_x509_privkey_t key = NULL;
    gnutls_privkey_t abstract = NULL;
    gnutls_pubkey_t public_key = NULL;
    int result;

    if ((result = gnutls.x509_privkey_init(&key)) >= 0 &&
        (result = gnutls.privkey_init(&abstract)) >= 0 &&
        (result = gnutls.pubkey_init(&public_key)) >= 0 &&
        (result = gnutls.x509_privkey_import_pkcs8(
             key, pem, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN)) >= 0 &&
        (result = gnutls.privkey_import_x509(abstract, key, 0)) >= 0 &&
        (result = gnutls.pubkey_import_privkey(public_key, abstract, 0, 0)) >=
            0 &&
        (result = gnutls.x509_privkey_export2_pkcs8(
             key, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN,
             &identity->private_key)) >= 0)
        result = gnutls.pubkey_export2(public_key, GNUTLS_X509_FMT_DER,
                                       &identity->public_key);
    if (result >= 0 && gnutls.pubkey_get_pk_algorithm(public_key, NULL) !=
                           GNUTLS_PK_EDDSA_ED25519)
        result = GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM;
    gnutls.pubkey_deinit(public_key);
    gnutls.privkey_deinit(abstract);
    gnutls.x509_privkey_deinit(key);
    return result;
}

int identity_fingerprint(const gnutls_datum_t *spki,
                         struct fingerprint *fingerprint)
{
    unsigned char hash[FINGERPRINT_HASH_SIZE];
    int number = gnutls.hash_fast(GNUTLS_DIG_SHA256, spki->data, spki->size,
                                  hash);

    *fingerprint = (struct fingerprint){"", ""};
    if (number == 0)
        *fingerprint = fingerprint_of_hash(hash);
    return number;
}

/* Fill `identity` from the PEM, with the fingerprint. */
static int take_key(const gnutls_datum_t *pem, struct identity *identity)
{
    int number = take_halves(pem, identity);

    return number < 0 ? number
                      : identity_fingerprint(&identity->public_key,
                                             &identity->fingerprint);
}

static void refuse_key(int number, struct error *error)
{
    struct error ignored = {0};
    char *path = storage_path(KEY_FILE, &ignored);

    error_set(error, _("%s holds no key that charla can use: %s"),
              path ? path : KEY_FILE, gnutls.strerror(number));
    free(path);
}

int identity_load(struct identity *identity, struct error *error)
{
    struct buffer file = {0};
    gnutls_datum_t pem;
    int number = 0, result;

    *identity = (struct identity){0};
    result = read_or_make(&file, error);
    pem = (gnutls_datum_t){(unsigned char *)file.data, (unsigned)file.length};
    if (result == 0)
        number = take_key(&pem, identity);
    if (file.data)
        gnutls.memset(file.data, 0, file.capacity);
    buffer_release(&file);
    if (number < 0) {
        refuse_key(number, error);
        identity_release(identity);
        result = -1;
    }
    return result;
}

void identity_release(struct identity *identity)
{
    wipe_datum(&identity->private_key);
    free(identity->public_key.data);
    *identity = (struct identity){0};
}
