/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of encrypted_transport.c for a charla that is configured
 * --without-gnutls: no transport is encrypted, so none of this is called. */
#include <config.h>

#include "crypto/encrypted_transport.h"

int encrypted_transport_export_for_code(
    struct transport *transport,
    unsigned char bytes[ENCRYPTED_TRANSPORT_CODE_SIZE])
{
    (void)transport;
    (void)bytes;
    return -1;
}

int encrypted_transport_name_conversation(
    struct transport *transport,
    unsigned char id[ENCRYPTED_TRANSPORT_ID_SIZE])
{
    (void)transport;
    (void)id;
    return -1;
}

void encrypted_transport_refuse_key(struct transport *transport,
                                    const struct trust *trust,
                                    struct error *error)
{
    (void)transport;
    (void)trust;
    (void)error;
}

void encrypted_transport_refuse_busy(struct transport *transport)
{
    (void)transport;
}

bool encrypted_transport_is_refused(struct transport *transport)
{
    (void)transport;
    return false;
}

bool encrypted_transport_is_busy(struct transport *transport)
{
    (void)transport;
    return false;
}
