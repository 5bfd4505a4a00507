/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/encryption_handshake.h"

#include <stdlib.h>

#include "base/memory.h"
#include "crypto/encryption_private.h"
#include "crypto/transport_tls.h"
#include "net/transport.h"

struct encryption_handshake {
    struct encryption *encryption;
    struct transport *transport; /* NULL: handed to the caller */
};

struct encryption_handshake *
encryption_handshake_new(struct encryption *encryption,
                         struct transport *transport, bool calls,
                         struct error *error)
{
    struct encryption_handshake *handshake = memory_zeroed(sizeof *handshake);
    const struct tls_setup setup = {
        .keys = &encryption->keys,
        .own_key = &encryption->own_key,
        .is_server = !calls,
    };

    handshake->encryption = encryption;
    handshake->transport = transport_tls_start(transport, &setup, error);
    if (handshake->transport)
        return handshake;
    transport_free(transport);
    free(handshake);
    return NULL;
}

void encryption_handshake_free(struct encryption_handshake *handshake)
{
    if (!handshake)
        return;
    transport_free(handshake->transport);
    free(handshake);
}

int encryption_handshake_say_hello(struct encryption_handshake *handshake,
                                   struct error *error)
{
    return transport_tls_say_hello(handshake->transport, error);
}

enum encryption_result
encryption_handshake_step(struct encryption_handshake *handshake,
                          struct transport **transport, struct trust *trust,
                          struct error *error)
{
    gnutls_datum_t spki;
    enum tls_result result =
        transport_tls_step(handshake->transport, &spki, error);

    if (result != TLS_DONE)
        return encryption_translate(result);
    if (encryption_check_peer(handshake->encryption, &spki, trust, error) <
        0) {
        transport_tls_alert_failure(handshake->transport);
        return ENCRYPTION_REFUSED;
    }
    *transport = handshake->transport;
    handshake->transport = NULL;
    return ENCRYPTION_ON;
}

void encryption_handshake_refuse_busy(struct encryption_handshake *handshake)
{
    transport_tls_alert_busy(handshake->transport);
}
