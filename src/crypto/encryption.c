/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/encryption.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "crypto/identity.h"
#include "base/memory.h"
#include "crypto/known_peers.h"
#include "crypto/storage_place.h"
#include "crypto/tls_library.h"
#include "net/transport.h"
#include "crypto/transport_tls.h"
#include "text/shell.h"

struct encryption {
    bool is_loaded; /* the library is */
    struct error why_not;
    bool is_prepared;
    struct identity identity; /* when prepared */
};

bool encryption_is_built_in(void)
{
    return true;
}

const char *encryption_library(void)
{
    return "GnuTLS";
}

char *encryption_directory(void)
{
    struct error ignored = {0}; /* whoever needs it will meet the same */

    return storage_directory(&ignored);
}

struct encryption *encryption_new(void)
{
    struct encryption *encryption = memory_zeroed(sizeof *encryption);

    encryption->is_loaded = tls_library_load(&encryption->why_not) == 0;
    return encryption;
}

void encryption_free(struct encryption *encryption)
{
    if (!encryption)
        return;
    identity_release(&encryption->identity);
    free(encryption);
}

int encryption_prepare(struct encryption *encryption, struct error *error)
{
    if (encryption->is_prepared)
        return 0;
    if (!encryption->is_loaded) {
        *error = encryption->why_not;
        return -1;
    }
    if (identity_load(&encryption->identity, error) < 0)
        return -1;
    encryption->is_prepared = true;
    return 0;
}

const struct fingerprint *
encryption_fingerprint(const struct encryption *encryption)
{
    return &encryption->identity.fingerprint;
}

int encryption_knows(const char *host, const char *port, struct error *error)
{
    return known_peers_has(&(struct peer_name){host, port}, error);
}

int encryption_forget(const char *host, const char *port, struct error *error)
{
    return known_peers_forget(&(struct peer_name){host, port}, error);
}

int encryption_forget_caller(const char *fingerprint, struct error *error)
{
    return known_peers_forget_caller(fingerprint, error);
}

int encryption_verify(const char *host, const char *port,
                      const struct trust *trust, struct error *error)
{
    return known_peers_mark_verified(&(struct peer_name){host, port},
                                     &trust->theirs, error);
}

static enum encryption_result translate(enum tls_result result)
{
    switch (result) {
    case TLS_DONE:
        return ENCRYPTION_ON;
    case TLS_REFUSED:
        return ENCRYPTION_REFUSED;
    case TLS_LOST:
        return ENCRYPTION_LOST;
    case TLS_STOPPED:
        return ENCRYPTION_STOPPED;
    }
    return ENCRYPTION_REFUSED;
}

/* A key that has changed may be an impostor's; both are named, and the one
 * way out (threat model: doc/security.md). */
static void refuse_changed(const struct encryption_start *start,
                           const struct trust *trust, struct error *error)
{
    /* An IPv6 address needs brackets ahead of a port. */
    bool is_bare = strchr(start->host, ':') && *start->host != '[';
    struct buffer peer = {0};
    char *word;

    buffer_printf(&peer, "%s%s%s:%s", is_bare ? "[" : "", start->host,
                  is_bare ? "]" : "", start->port);
    buffer_append(&peer, "", 1);
    word = shell_quote(peer.data);
    error_set(error,
              _("THE KEY OF %s port %s HAS CHANGED, somebody may be listening "
                "in: it was %s, now it is %s; if you know why, forget the old "
                "one with: charla --forget %s"),
              start->host, start->port, trust->remembered.text,
              trust->theirs.text, word);
    free(word);
    buffer_release(&peer);
}

/* Judge the other side's key.  Without a fingerprint there is no trust: all
 * keys would be the same. */
static int check_key(const struct encryption_start *start,
                     const gnutls_datum_t *spki, struct trust *trust,
                     struct error *error)
{
    struct fingerprint theirs;
    int number = identity_fingerprint(spki, &theirs);

    if (number < 0) {
        error_set(error, _("cannot compute the fingerprint of a key: %s"),
                  gnutls.strerror(number));
        return -1;
    }
    return known_peers_check(&(struct peer_name){start->host, start->port},
                             &theirs, trust, error);
}

enum encryption_result encryption_begin(struct encryption *encryption,
                                        const struct encryption_start *start,
                                        struct transport **transport,
                                        struct trust *trust,
                                        struct error *error)
{
    const struct tls_setup setup = {
        .identity = &encryption->identity,
        .is_server = start->host == NULL,
        .early = start->early,
        .early_length = start->early_length,
        .timeout_ms = start->timeout_ms,
        .stop_fd = start->stop_fd,
    };
    gnutls_datum_t spki;
    enum tls_result result =
        transport_tls_new(*transport, &setup, transport, &spki, error);

    if (result != TLS_DONE)
        return translate(result);
    if (check_key(start, &spki, trust, error) < 0) {
        transport_tls_give_up(*transport, start->stop_fd);
        return ENCRYPTION_REFUSED;
    }
    if (trust->state == TRUST_CHANGED) {
        refuse_changed(start, trust, error);
        transport_tls_refuse(*transport, start->stop_fd);
        return ENCRYPTION_REFUSED;
    }
    return ENCRYPTION_ON;
}
