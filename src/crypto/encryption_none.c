/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The encryption of a charla that is built without a TLS library. */
#include <config.h>

#include "crypto/encryption.h"

#include "base/error.h"
#include "base/i18n.h"

bool encryption_is_built_in(void)
{
    return false;
}

const char *encryption_library(void)
{
    return "";
}

static void refuse(struct error *error)
{
    error_set(error, _("this charla is built without encryption"));
}

char *encryption_directory(void)
{
    return NULL;
}

struct encryption *encryption_new(void)
{
    return NULL;
}

int encryption_prepare(struct encryption *encryption, struct error *error)
{
    (void)encryption;
    refuse(error);
    return -1;
}

void encryption_free(struct encryption *encryption)
{
    (void)encryption;
}

const struct fingerprint *
encryption_fingerprint(const struct encryption *encryption)
{
    static const struct fingerprint none = {"", ""};

    (void)encryption;
    return &none;
}

int encryption_knows(const char *host, const char *port, struct error *error)
{
    (void)host;
    (void)port;
    (void)error;
    return 0;
}

int encryption_forget(const char *host, const char *port, struct error *error)
{
    (void)host;
    (void)port;
    refuse(error);
    return -1;
}

int encryption_forget_caller(const char *fingerprint, struct error *error)
{
    (void)fingerprint;
    refuse(error);
    return -1;
}

int encryption_verify(const char *host, const char *port,
                      const struct trust *trust, struct error *error)
{
    (void)host;
    (void)port;
    (void)trust;
    refuse(error);
    return -1;
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
    refuse(error);
    return ENCRYPTION_REFUSED;
}
