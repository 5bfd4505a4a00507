/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of encryption.c for a charla that is configured --without-gnutls:
 * it never encrypts. */
#include <config.h>

#include "crypto/encryption_handshake.h"

#include "base/error.h"
#include "base/i18n.h"
#include "net/transport.h"

static int refuse(struct error *error)
{
    error_set(error, _("this charla is built without encryption"));
    return -1;
}

const char *encryption_library(void)
{
    return "";
}

struct encryption *encryption_new(const struct key_agent *keys)
{
    (void)keys;
    return NULL;
}

void encryption_free(struct encryption *encryption)
{
    (void)encryption;
}

int encryption_prepare(struct encryption *encryption, struct error *error)
{
    (void)encryption;
    return refuse(error);
}

const struct fingerprint *
encryption_fingerprint(const struct encryption *encryption)
{
    static const struct fingerprint none = {"", ""};

    (void)encryption;
    return &none;
}

int encryption_knows_peer(struct encryption *encryption, struct error *error)
{
    (void)encryption;
    (void)error;
    return 0;
}

int encryption_verify_peer(struct encryption *encryption,
                           const struct fingerprint *theirs,
                           struct error *error)
{
    (void)encryption;
    (void)theirs;
    return refuse(error);
}

int encryption_keep_peer(struct encryption *encryption,
                         const struct fingerprint *theirs, const char *name,
                         struct error *error)
{
    (void)name;
    return encryption_verify_peer(encryption, theirs, error);
}

int encryption_find_claimed(struct encryption *encryption,
                            const struct fingerprint *theirs,
                            const char *claim, size_t length,
                            char name[CONTACT_NAME_MAX + 1],
                            struct error *error)
{
    (void)encryption;
    (void)theirs;
    (void)claim;
    (void)length;
    (void)name;
    (void)error;
    return 0;
}

enum encryption_result encryption_begin(struct encryption *encryption,
                                        const struct encryption_start *start,
                                        struct transport **transport,
                                        struct trust *trust,
                                        struct error *error)
{
    (void)encryption;
    (void)start;
    (void)transport;
    (void)trust;
    (void)refuse(error);
    return ENCRYPTION_REFUSED;
}

struct encryption_handshake *
encryption_handshake_new(struct encryption *encryption,
                         struct transport *transport, bool calls,
                         struct error *error)
{
    (void)encryption;
    (void)calls;
    transport_free(transport);
    (void)refuse(error);
    return NULL;
}

int encryption_handshake_say_hello(struct encryption_handshake *handshake,
                                   struct error *error)
{
    (void)handshake;
    return refuse(error);
}

enum encryption_result
encryption_handshake_step(struct encryption_handshake *handshake,
                          struct transport **transport, struct trust *trust,
                          struct error *error)
{
    (void)handshake;
    (void)transport;
    (void)trust;
    (void)refuse(error);
    return ENCRYPTION_REFUSED;
}

void encryption_handshake_refuse_busy(struct encryption_handshake *handshake)
{
    (void)handshake;
}

void encryption_handshake_free(struct encryption_handshake *handshake)
{
    (void)handshake;
}
