/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/tls_session.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "crypto/tls_library.h"

/* TLS 1.3 only, raw Ed25519 keys only, and X25519 before the other groups. */
#define PRIORITY                                                              \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CTYPE-ALL:+CTYPE-CLI-RAWPK:"              \
    "+CTYPE-SRV-RAWPK:-SIGN-ALL:+SIGN-EDDSA-ED25519:-GROUP-ALL:"              \
    "+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1"

#define PROTOCOL "charla/1"

/* ---- The private key, which is elsewhere --------------------------------- */

/* Sign for GnuTLS (gnutls_privkey_import_ext4, sign_data_fn). */
static int sign(gnutls_privkey_t key, gnutls_sign_algorithm_t algorithm,
                void *context, unsigned flags, const gnutls_datum_t *text,
                gnutls_datum_t *signature)
{
    const struct key_agent *keys = ((struct tls_session *)context)->keys;
    struct error ignored = {0};

    (void)key;
    (void)flags;
    if (algorithm != GNUTLS_SIGN_EDDSA_ED25519)
        return GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM;
    signature->data = (*gnutls.malloc)(KEY_AGENT_SIGNATURE_SIZE);
    signature->size = KEY_AGENT_SIGNATURE_SIZE;
    if (keys->sign(keys->context, text->data, text->size, signature->data,
                   &ignored) == 0)
        return 0;
    free(signature->data);
    *signature = (gnutls_datum_t){0};
    return GNUTLS_E_PK_SIGN_FAILED;
}

/* Tell GnuTLS what kind of key this is (the same, info_fn). */
static int describe(gnutls_privkey_t key, unsigned flags, void *context)
{
    (void)key;
    (void)context;
    if (flags & GNUTLS_PRIVKEY_INFO_PK_ALGO)
        return GNUTLS_PK_EDDSA_ED25519;
    if (flags & GNUTLS_PRIVKEY_INFO_PK_ALGO_BITS)
        return 256;
    if (flags & GNUTLS_PRIVKEY_INFO_HAVE_SIGN_ALGO)
        return GNUTLS_FLAGS_TO_SIGN_ALGO(flags) == GNUTLS_SIGN_EDDSA_ED25519;
    return -1;
}

/* Give the session our key.  On success GnuTLS owns what it was given. */
static int set_key(struct tls_session *session,
                   const struct key_agent_spki *spki)
{
    const gnutls_datum_t public_key =
        tls_library_datum(spki->data, spki->length);
    gnutls_privkey_t key = NULL;
    gnutls_pcert_st certificate = {0};
    int result = gnutls.pcert_import_rawpk_raw(
        &certificate, &public_key, GNUTLS_X509_FMT_DER, 0, 0);

    if (result >= 0)
        result = gnutls.privkey_init(&key);
    if (result >= 0)
        result = gnutls.privkey_import_ext4(key, session, sign, NULL, NULL,
                                            NULL, describe, 0);
    if (result >= 0)
        result = gnutls.certificate_set_key(session->credentials, NULL, 0,
                                            &certificate, 1, key);
    if (result >= 0)
        return 0;
    gnutls.pcert_deinit(&certificate);
    if (key)
        gnutls.privkey_deinit(key);
    return result;
}

/* ---- The session --------------------------------------------------------- */

int tls_session_begin(struct tls_session *session,
                      const struct key_agent *keys,
                      const struct key_agent_spki *spki, bool is_server)
{
    unsigned char name[] = PROTOCOL;
    const gnutls_datum_t protocol = {name, sizeof name - 1};
    unsigned flags = GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL | GNUTLS_NO_TICKETS |
                     GNUTLS_ENABLE_RAWPK |
                     (is_server ? GNUTLS_SERVER : GNUTLS_CLIENT);
    int result;

    session->keys = keys;
    if ((result = gnutls.certificate_allocate_credentials(
             &session->credentials)) < 0 ||
        (result = set_key(session, spki)) < 0 ||
        (result = gnutls.init(&session->handle, flags)) < 0 ||
        (result = gnutls.priority_set_direct(session->handle, PRIORITY,
                                             NULL)) < 0 ||
        (result = gnutls.credentials_set(session->handle,
                                         GNUTLS_CRD_CERTIFICATE,
                                         session->credentials)) < 0 ||
        (result = gnutls.alpn_set_protocols(session->handle, &protocol, 1,
                                            GNUTLS_ALPN_MANDATORY)) < 0)
        return result;
    if (is_server)
        gnutls.certificate_server_set_request(session->handle,
                                              GNUTLS_CERT_REQUIRE);
    gnutls.handshake_set_timeout(session->handle, 0); /* charla has its own */
    return 0;
}

void tls_session_end(struct tls_session *session)
{
    if (session->handle)
        gnutls.deinit(session->handle);
    if (session->credentials)
        gnutls.certificate_free_credentials(session->credentials);
}

bool tls_session_is_charla(const struct tls_session *session,
                           gnutls_datum_t *spki)
{
    gnutls_datum_t protocol;
    const gnutls_datum_t *keys;
    unsigned count = 0;

    if (gnutls.alpn_get_selected_protocol(session->handle, &protocol) < 0 ||
        protocol.size != sizeof PROTOCOL - 1 ||
        memcmp(protocol.data, PROTOCOL, protocol.size) != 0)
        return false;
    if (gnutls.certificate_type_get2(session->handle, GNUTLS_CTYPE_PEERS) !=
        GNUTLS_CRT_RAWPK)
        return false;
    keys = gnutls.certificate_get_peers(session->handle, &count);
    if (!keys || count != 1)
        return false;
    *spki = keys[0];
    return true;
}
