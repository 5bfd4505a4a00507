/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/encryption.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "crypto/encryption_private.h"
#include "crypto/identity.h"
#include "crypto/tls_library.h"
#include "crypto/transport_tls.h"
#include "net/transport.h"
#include "text/shell.h"

const char *encryption_library(void)
{
    return "GnuTLS";
}

struct encryption *encryption_new(const struct key_agent *keys)
{
    struct encryption *encryption = memory_zeroed(sizeof *encryption);

    encryption->keys = *keys;
    encryption->is_loaded = tls_library_load(&encryption->why_not) == 0;
    return encryption;
}

void encryption_free(struct encryption *encryption)
{
    free(encryption);
}

/* ---- This user's key, and those of known peers --------------------------- */

/* Compute the fingerprint of the other side's key.  A failure refuses the
 * key: with empty fingerprints all keys would look the same. */
static int take_fingerprint(const void *spki, size_t length,
                            struct fingerprint *fingerprint,
                            struct error *error)
{
    const gnutls_datum_t key = tls_library_datum(spki, length);
    int number = identity_fingerprint(&key, fingerprint);

    if (number == 0)
        return 0;
    error_set(error, _("cannot compute the fingerprint of a key: %s"),
              gnutls.strerror(number));
    return -1;
}

int encryption_prepare(struct encryption *encryption, struct error *error)
{
    const struct key_agent *keys = &encryption->keys;
    struct key_agent_spki *own_key = &encryption->own_key;

    if (encryption->is_prepared)
        return 0;
    if (!encryption->is_loaded) {
        *error = encryption->why_not;
        return -1;
    }
    if (keys->public_key(keys->context, own_key, error) < 0 ||
        take_fingerprint(own_key->data, own_key->length,
                         &encryption->fingerprint, error) < 0)
        return -1;
    encryption->is_prepared = true;
    return 0;
}

const struct fingerprint *
encryption_fingerprint(const struct encryption *encryption)
{
    return &encryption->fingerprint;
}

int encryption_knows_peer(struct encryption *encryption, struct error *error)
{
    return encryption->keys.knows_peer(encryption->keys.context, error);
}

int encryption_verify_peer(struct encryption *encryption,
                           const struct fingerprint *theirs,
                           struct error *error)
{
    return encryption->keys.verify_peer(encryption->keys.context, theirs,
                                        error);
}

int encryption_keep_peer(struct encryption *encryption,
                         const struct fingerprint *theirs, const char *name,
                         struct error *error)
{
    return encryption->keys.keep_peer(encryption->keys.context, theirs, name,
                                      error);
}

int encryption_find_claimed(struct encryption *encryption,
                            const struct fingerprint *theirs,
                            const char *claim, size_t length,
                            char name[CONTACT_NAME_MAX + 1],
                            struct error *error)
{
    return encryption->keys.find_claimed(encryption->keys.context, theirs,
                                         claim, length, name, error);
}

int encryption_check_peer(struct encryption *encryption,
                          const gnutls_datum_t *spki, struct trust *trust,
                          struct error *error)
{
    struct fingerprint theirs;

    if (take_fingerprint(spki->data, spki->size, &theirs, error) < 0 ||
        encryption->keys.check_peer(encryption->keys.context, &theirs, trust,
                                    error) < 0)
        return -1;
    trust->is_own = fingerprint_equals(&theirs, &encryption->fingerprint);
    return 0;
}

/* ---- A call -------------------------------------------------------------- */

enum encryption_result encryption_translate(enum tls_result result)
{
    switch (result) {
    case TLS_DONE:
        return ENCRYPTION_ON;
    case TLS_PENDING:
        return ENCRYPTION_PENDING;
    case TLS_REFUSED:
        return ENCRYPTION_REFUSED;
    case TLS_BUSY:
        return ENCRYPTION_BUSY;
    case TLS_LOST:
        return ENCRYPTION_LOST;
    case TLS_STOPPED:
        return ENCRYPTION_STOPPED;
    }
    return ENCRYPTION_REFUSED;
}

/* The text, terminated, of the key that was shown, and whose it is if that is
 * known: a friend or this user may have the address by now. */
static void append_shown_key(struct buffer *text, const struct trust *trust)
{
    if (trust->is_own)
        buffer_printf(text, _("%s, which is your own"), trust->theirs.text);
    else if (*trust->shown_by)
        buffer_printf(text, _("%s, which is that of %s"), trust->theirs.text,
                      trust->shown_by);
    else
        buffer_printf(text, "%s", trust->theirs.text);
    buffer_append(text, "", 1);
}

void encryption_explain_other_key(const struct trust *trust,
                                  struct error *error)
{
    struct buffer shown = {0};

    append_shown_key(&shown, trust);
    error_set(error,
              _("THE KEY OF %s HAS CHANGED, somebody may be listening in: it "
                "was %s, now it is %s; if you know why, forget the old one "
                "with: charla --forget %s"),
              trust->contact, trust->remembered.text, shown.data,
              trust->contact);
    buffer_release(&shown);
}

/* A key that has changed may be an impostor's.  Name both keys, and the one
 * command that accepts the new one (threat model: doc/security.md). */
static void refuse_changed(const struct encryption_start *start,
                           const struct trust *trust, struct error *error)
{
    /* An IPv6 address needs brackets when a port follows. */
    bool is_bare = strchr(start->host, ':') && *start->host != '[';
    struct buffer peer = {0}, shown = {0};
    char *word;

    buffer_printf(&peer, "%s%s%s:%s", is_bare ? "[" : "", start->host,
                  is_bare ? "]" : "", start->port);
    buffer_append(&peer, "", 1);
    append_shown_key(&shown, trust);
    word = shell_quote(peer.data);
    error_set(error,
              _("THE KEY OF %s port %s HAS CHANGED, somebody may be listening "
                "in: it was %s, now it is %s; if you know why, forget the old "
                "one with: charla --forget %s"),
              start->host, start->port, trust->remembered.text, shown.data,
              word);
    free(word);
    buffer_release(&shown);
    buffer_release(&peer);
}

enum encryption_result encryption_begin(struct encryption *encryption,
                                        const struct encryption_start *start,
                                        struct transport **transport,
                                        struct trust *trust,
                                        struct error *error)
{
    const struct tls_setup setup = {
        .keys = &encryption->keys,
        .own_key = &encryption->own_key,
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
        return encryption_translate(result);
    if (encryption_check_peer(encryption, &spki, trust, error) < 0) {
        transport_tls_give_up(*transport, start->stop_fd);
        return ENCRYPTION_REFUSED;
    }
    if (trust->state == TRUST_CHANGED) {
        if (*trust->contact)
            encryption_explain_other_key(trust, error);
        else
            refuse_changed(start, trust, error);
        transport_tls_refuse(*transport, start->stop_fd);
        return ENCRYPTION_REFUSED;
    }
    return ENCRYPTION_ON;
}
