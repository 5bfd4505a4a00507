/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/encrypted_transport.h"

#include "crypto/encryption_private.h"
#include "crypto/transport_tls.h"

int encrypted_transport_export_for_code(
    struct transport *transport,
    unsigned char bytes[ENCRYPTED_TRANSPORT_CODE_SIZE])
{
    return transport_tls_export(transport, "EXPORTER-charla-code", bytes,
                                ENCRYPTED_TRANSPORT_CODE_SIZE);
}

int encrypted_transport_name_conversation(
    struct transport *transport,
    unsigned char id[ENCRYPTED_TRANSPORT_ID_SIZE])
{
    return transport_tls_export(transport, "EXPORTER-charla-resume", id,
                                ENCRYPTED_TRANSPORT_ID_SIZE);
}

void encrypted_transport_refuse_key(struct transport *transport,
                                    const struct trust *trust,
                                    struct error *error)
{
    encryption_explain_other_key(trust, error);
    transport_tls_alert_key(transport);
}

void encrypted_transport_refuse_busy(struct transport *transport)
{
    transport_tls_alert_busy(transport);
}

bool encrypted_transport_is_refused(struct transport *transport)
{
    return transport_tls_is_alerted(transport);
}

bool encrypted_transport_is_busy(struct transport *transport)
{
    return transport_tls_is_busy(transport);
}
