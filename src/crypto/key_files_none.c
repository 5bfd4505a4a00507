/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key files of a charla that is built without a TLS library: none. */
#include <config.h>

#include "crypto/key_files.h"

#include <stddef.h>

#include "base/error.h"
#include "base/i18n.h"

static int refuse(struct error *error)
{
    error_set(error, _("this charla is built without encryption"));
    return -1;
}

static int public_key(void *context, struct key_agent_spki *spki,
                      struct error *error)
{
    (void)context;
    (void)spki;
    return refuse(error);
}

static int sign(void *context, const void *text, size_t length,
                unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                struct error *error)
{
    (void)context;
    (void)text;
    (void)length;
    (void)signature;
    return refuse(error);
}

static int check_peer(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error)
{
    (void)context;
    (void)theirs;
    (void)trust;
    return refuse(error);
}

static int knows_peer(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return 0;
}

static int verify_peer(void *context, const struct fingerprint *theirs,
                       struct error *error)
{
    (void)context;
    (void)theirs;
    return refuse(error);
}

char *key_files_directory(void)
{
    return NULL;
}

struct key_files *key_files_new(const char *host, const char *port)
{
    (void)host;
    (void)port;
    return NULL;
}

void key_files_free(struct key_files *files)
{
    (void)files;
}

struct key_agent key_files_agent(struct key_files *files)
{
    (void)files;
    return (struct key_agent){
        .public_key = public_key,
        .sign = sign,
        .check_peer = check_peer,
        .knows_peer = knows_peer,
        .verify_peer = verify_peer,
    };
}

int key_files_forget(const char *host, const char *port, struct error *error)
{
    (void)host;
    (void)port;
    return refuse(error);
}

int key_files_forget_caller(const char *fingerprint, struct error *error)
{
    (void)fingerprint;
    return refuse(error);
}
