/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/known_peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "crypto/entry.h"
#include "base/error.h"
#include "base/i18n.h"
#include "crypto/lines.h"
#include "base/memory.h"
#include "crypto/notes.h"
#include "crypto/storage.h"
#include "crypto/tls_library.h"

#define STORE_FILE "known_peers"
#define COPY_FILE STORE_FILE ".new"

static struct entry entry_of(const struct peer_name *name,
                             const struct fingerprint *fingerprint)
{
    return name->host ? entry_of_address(name->host, name->port)
                      : entry_of_caller(fingerprint->text);
}

/* ---- The store, in GnuTLS's format: "|g0|HOST|SERVICE|EXPIRY|KEY" -------- */

static void append_key_of_entry(struct buffer *out, const struct entry *entry)
{
    buffer_printf(out, "|g0|%s|%s|", entry->host, entry->service);
}

/* Is the key of this entry the one given?  GnuTLS's answer. */
static int look_up(const struct entry *entry, const gnutls_datum_t *spki,
                   struct error *error)
{
    struct buffer lines = {0};
    char *path = storage_path(STORE_FILE, error);
    int result;

    /* Reading it first refuses a file that others could have changed. */
    if (!path || lines_read(STORE_FILE, &lines, error) < 0)
        result = GNUTLS_E_FILE_ERROR;
    else if (lines.length == 0)
        result = GNUTLS_E_NO_CERTIFICATE_FOUND;
    else
        result = gnutls.verify_stored_pubkey(path, NULL, entry->host,
                                             entry->service, GNUTLS_CRT_RAWPK,
                                             spki, 0);
    buffer_release(&lines);
    free(path);
    return result;
}

/* No fingerprint, no trust: without one all keys would be the same. */
static int take_fingerprint(const gnutls_datum_t *spki,
                            struct fingerprint *fingerprint,
                            struct error *error)
{
    int number = fingerprint_of_key(spki->data, spki->size, fingerprint);

    if (number == 0)
        return 0;
    error_set(error, _("cannot compute the fingerprint of a key: %s"),
              gnutls.strerror(number));
    return -1;
}

/* The fingerprint of a key as the store has it, "EXPIRY|KEY"; what is no key
 * leaves it alone. */
static int take_stored(const struct line *stored,
                       struct fingerprint *fingerprint, struct error *error)
{
    const char *bar = memchr(stored->text, '|', stored->length);
    gnutls_datum_t encoded = {0}, spki = {0};
    int result = 0;

    if (!bar)
        return 0;
    encoded.size = (unsigned)(stored->text + stored->length - (bar + 1));
    encoded.data = memory_new(encoded.size);
    memcpy(encoded.data, bar + 1, encoded.size);
    if (gnutls.base64_decode2(&encoded, &spki) == 0)
        result = take_fingerprint(&spki, fingerprint, error);
    free(spki.data);
    free(encoded.data);
    return result;
}

/* The fingerprint of the key that is remembered for an entry; "?" when what
 * is remembered is no key. */
static int find_remembered(const struct entry *entry,
                           struct fingerprint *fingerprint,
                           struct error *error)
{
    struct buffer lines = {0}, prefix = {0};
    struct line stored;
    int result = lines_read(STORE_FILE, &lines, error);

    *fingerprint = (struct fingerprint){"?", "?"};
    append_key_of_entry(&prefix, entry);
    if (lines_find(&lines, &prefix, &stored))
        result = take_stored(&stored, fingerprint, error);
    buffer_release(&prefix);
    buffer_release(&lines);
    return result;
}

static int copy_file(const char *from, const char *to, struct error *error)
{
    struct buffer lines = {0};
    int result = lines_read(from, &lines, error);

    if (result == 0)
        result = lines_write(to, &lines, error);
    buffer_release(&lines);
    return result;
}

/* Let GnuTLS add the entry to a copy, and put the copy in place. */
static int store(const struct entry *entry, const gnutls_datum_t *spki,
                 struct error *error)
{
    char *path = storage_path(COPY_FILE, error);
    int result = -1, number;

    if (path && copy_file(STORE_FILE, COPY_FILE, error) == 0) {
        number = gnutls.store_pubkey(path, NULL, entry->host, entry->service,
                                     GNUTLS_CRT_RAWPK, spki, 0, 0);
        if (number < 0)
            error_set(error, _("cannot remember the key: %s"),
                      gnutls.strerror(number));
        else
            result = copy_file(COPY_FILE, STORE_FILE, error);
        (void)unlink(path);
    }
    free(path);
    return result;
}

/* ---- What the header promises -------------------------------------------- */

/* The note comes first: alone it says nothing. */
static int remember(const struct entry *entry, const gnutls_datum_t *spki,
                    const struct trust *trust, const struct note *note,
                    struct error *error)
{
    if (notes_write(entry, &trust->theirs, note, error) < 0)
        return -1;
    return store(entry, spki, error);
}

static int meet_locked(const struct entry *entry, const gnutls_datum_t *spki,
                       struct trust *trust, struct error *error)
{
    struct note note;
    int found = look_up(entry, spki, error);

    if (notes_read(entry, &trust->theirs, found == 0, &note, error) < 0)
        return -1;
    memcpy(trust->since, note.since, sizeof trust->since);
    trust->verified = note.verified;
    trust->verified_elsewhere = note.verified_elsewhere;
    switch (found) {
    case 0:
        trust->state = TRUST_KNOWN;
        return 0;
    case GNUTLS_E_CERTIFICATE_KEY_MISMATCH:
        trust->state = TRUST_CHANGED;
        return find_remembered(entry, &trust->remembered, error);
    case GNUTLS_E_NO_CERTIFICATE_FOUND:
        trust->state = TRUST_NEW;
        return remember(entry, spki, trust, &note, error);
    default:
        if (!*error->text)
            error_set(error, _("cannot look up the key: %s"),
                      gnutls.strerror(found));
        return -1;
    }
}

int known_peers_check(const struct peer_name *name, const gnutls_datum_t *spki,
               struct trust *trust, struct error *error)
{
    struct entry entry;
    int result, lock;

    *trust = (struct trust){0};
    if (take_fingerprint(spki, &trust->theirs, error) < 0)
        return -1;
    lock = storage_lock(error);
    if (lock < 0)
        return -1;
    entry = entry_of(name, &trust->theirs);
    result = meet_locked(&entry, spki, trust, error);
    /* Who calls claims nothing but the key, which is the same everywhere. */
    if (!name->host)
        trust->verified |= trust->verified_elsewhere;
    entry_release(&entry);
    close(lock);
    return result;
}

int known_peers_has(const struct peer_name *name, struct error *error)
{
    struct buffer lines = {0}, prefix = {0};
    struct entry entry = entry_of_address(name->host, name->port);
    struct line stored;
    int result = lines_read(STORE_FILE, &lines, error);

    append_key_of_entry(&prefix, &entry);
    if (result == 0)
        result = lines_find(&lines, &prefix, &stored);
    entry_release(&entry);
    buffer_release(&prefix);
    buffer_release(&lines);
    return result;
}

/* The notes go first: what fails after that has lost trust, not gained it. */
static int forget_locked(const struct entry *entry,
                         const struct fingerprint *distrusted,
                         struct error *error)
{
    struct buffer lines = {0}, prefix = {0}, out = {0};
    int result = lines_read(STORE_FILE, &lines, error);

    append_key_of_entry(&prefix, entry);
    if (lines_copy_others(&lines, &prefix, &out) > 0) {
        result = 1;
        if (notes_forget(entry, distrusted, error) < 0 ||
            lines_write(STORE_FILE, &out, error) < 0)
            result = -1;
    }
    buffer_release(&lines);
    buffer_release(&prefix);
    buffer_release(&out);
    return result;
}

static int forget(struct entry entry, const struct fingerprint *distrusted,
                  struct error *error)
{
    int result = -1, lock = storage_lock(error);

    if (lock >= 0) {
        result = forget_locked(&entry, distrusted, error);
        close(lock);
    }
    entry_release(&entry);
    return result;
}

int known_peers_forget(const struct peer_name *name, struct error *error)
{
    return forget(entry_of_address(name->host, name->port), NULL, error);
}

int known_peers_forget_caller(const char *text, struct error *error)
{
    struct fingerprint fingerprint = {"", ""};

    snprintf(fingerprint.text, sizeof fingerprint.text, "%s", text);
    return forget(entry_of_caller(fingerprint.text), &fingerprint, error);
}

int known_peers_verify(const struct peer_name *name,
                 const struct fingerprint *fingerprint, struct error *error)
{
    struct entry entry;
    struct note note;
    int result, lock = storage_lock(error);

    if (lock < 0)
        return -1;
    entry = entry_of(name, fingerprint);
    result = notes_read(&entry, fingerprint, true, &note, error);
    if (result == 0) {
        note.verified = true;
        result = notes_write(&entry, fingerprint, &note, error);
    }
    entry_release(&entry);
    close(lock);
    return result;
}
