/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/tls_session.h"

#include <string.h>

#include "crypto/identity.h"
#include "crypto/tls_library.h"

/* TLS 1.3 alone; raw Ed25519 keys alone; X25519 before the other groups. */
#define PRIORITY                                                              \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CTYPE-ALL:+CTYPE-CLI-RAWPK:"              \
    "+CTYPE-SRV-RAWPK:-SIGN-ALL:+SIGN-EDDSA-ED25519:-GROUP-ALL:"              \
    "+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1"

#define PROTOCOL "charla/1"

int tls_session_begin(struct tls_session *session,
                      const struct identity *identity, bool is_server)
{
    unsigned char name[] = PROTOCOL;
    const gnutls_datum_t protocol = {name, sizeof name - 1};
    unsigned flags = GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL | GNUTLS_NO_TICKETS |
                     GNUTLS_ENABLE_RAWPK |
                     (is_server ? GNUTLS_SERVER : GNUTLS_CLIENT);
    int result;

    if ((result = gnutls.certificate_allocate_credentials(
             &session->credentials)) < 0 ||
        (result = gnutls.certificate_set_rawpk_key_mem(
             session->credentials, &identity->public_key,
             &identity->private_key, GNUTLS_X509_FMT_DER, NULL, 0, NULL, 0,
             GNUTLS_PKCS_PLAIN)) < 0 ||
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
    gnutls.handshake_set_timeout(session->handle, 0); /* ours is elsewhere */
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
