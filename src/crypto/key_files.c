/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/key_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "crypto/contacts.h"
#include "crypto/identity.h"
#include "crypto/known_peers.h"
#include "crypto/storage_place.h"
#include "crypto/tls_library.h"

struct key_files {
    struct peer_name called; /* whom this charla calls, or no host */
    struct peer_name name;   /* by which the peer's key is known: the same, or
                                no host, as of a caller */
    bool has_code;           /* a code tells whose key is right */
    const struct contact *expected; /* borrowed; NULL: anybody */
    bool is_loaded;
    struct identity identity; /* when loaded */
};

static int load(struct key_files *files, struct error *error)
{
    if (files->is_loaded)
        return 0;
    if (tls_library_load(error) < 0 ||
        identity_load(&files->identity, error) < 0)
        return -1;
    files->is_loaded = true;
    return 0;
}

static int public_key(void *context, struct key_agent_spki *spki,
                      struct error *error)
{
    struct key_files *files = context;
    const gnutls_datum_t *key = &files->identity.public_key;

    if (load(files, error) < 0)
        return -1;
    if (key->size > sizeof spki->data) {
        error_set(error, _("the key is too long"));
        return -1;
    }
    spki->length = key->size;
    memcpy(spki->data, key->data, key->size);
    return 0;
}

/* Sign `text` with `key`, this user's key as GnuTLS wants it. */
static int sign_with(const struct identity *identity, gnutls_privkey_t key,
                     const void *text, size_t length,
                     gnutls_datum_t *signature)
{
    const gnutls_datum_t signed_text = tls_library_datum(text, length);
    int number = gnutls.privkey_import_x509_raw(
        key, &identity->private_key, GNUTLS_X509_FMT_DER, NULL, 0);

    if (number < 0)
        return number;
    return gnutls.privkey_sign_data2(key, GNUTLS_SIGN_EDDSA_ED25519, 0,
                                     &signed_text, signature);
}

static int sign(void *context, const void *text, size_t length,
                unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                struct error *error)
{
    struct key_files *files = context;
    gnutls_datum_t made = {0};
    gnutls_privkey_t key;
    int number;

    if (load(files, error) < 0)
        return -1;
    number = gnutls.privkey_init(&key);
    if (number == 0) {
        number = sign_with(&files->identity, key, text, length, &made);
        gnutls.privkey_deinit(key);
    }
    if (number == 0 && made.size != KEY_AGENT_SIGNATURE_SIZE)
        number = GNUTLS_E_PK_SIGN_FAILED;
    if (number < 0)
        error_set(error, _("cannot sign: %s"), gnutls.strerror(number));
    else
        memcpy(signature, made.data, KEY_AGENT_SIGNATURE_SIZE);
    free(made.data);
    return number < 0 ? -1 : 0;
}

/* ---- Whose key it is ----------------------------------------------------- */

/* The place that this charla calls; false if it waits for callers. */
static bool place_of(const struct key_files *files,
                     struct contact_place *place)
{
    return contacts_take_place(files->called.host, files->called.port, place);
}

/* Another key was expected: if this one is a contact's, note whose. */
static void note_who_shows(const struct fingerprint *theirs,
                           struct trust *trust)
{
    struct contact contact;
    struct error ignored = {0};

    if (contacts_find_key(theirs, &contact, &ignored) > 0)
        memcpy(trust->shown_by, contact.name, sizeof trust->shown_by);
}

/* Judge the key of a peer that must be this contact. */
static void judge_expected(const struct contact *expected,
                           const struct fingerprint *theirs,
                           struct trust *trust)
{
    *trust = (struct trust){.state = TRUST_KNOWN,
                            .verified = expected->verified,
                            .theirs = *theirs};
    memcpy(trust->since, expected->since, sizeof trust->since);
    memcpy(trust->contact, expected->name, sizeof trust->contact);
    if (fingerprint_equals(&expected->key, theirs))
        return;
    trust->state = TRUST_CHANGED;
    trust->remembered = expected->key;
    note_who_shows(theirs, trust);
}

/* If the key is a contact's, note whose, and remember where that contact was
 * called this time.  A failure to write is no reason not to talk.  A contact is
 * a name for the key, so it alone says whether the key is verified: the same
 * whoever calls, and wherever. */
static void note_contact(const struct key_files *files,
                         const struct contact *contact, struct trust *trust)
{
    struct contact_place place;
    struct error ignored = {0};

    memcpy(trust->contact, contact->name, sizeof trust->contact);
    trust->verified = contact->verified;
    if (place_of(files, &place))
        (void)contacts_note_place(&contact->key, &place, &ignored);
}

/* Whoever is called where a contact was met last, and has neither a contact's
 * key nor one that is known there, has another key than that contact.  Returns
 * 1 when `trust` says so, 0, or -1 with `error` set. */
static int judge_place(const struct key_files *files,
                       const struct fingerprint *theirs, struct trust *trust,
                       struct error *error)
{
    struct contact_place place;
    struct contact contact;
    int result = 0;

    if (!files->has_code && place_of(files, &place))
        result = contacts_find_place(&place, &contact, error);
    if (result <= 0)
        return result;
    result = known_peers_has(&files->name, error);
    if (result != 0)
        return result < 0 ? -1 : 0;
    *trust = (struct trust){.state = TRUST_CHANGED,
                            .theirs = *theirs,
                            .remembered = contact.key};
    return 1;
}

/* Look up the key of somebody who is no expected contact, by the name that
 * counts before the code is right: none, with a code. */
static int look(const struct key_files *files,
                const struct fingerprint *theirs, struct trust *trust,
                struct error *error)
{
    static const struct peer_name caller;

    return known_peers_look(files->has_code ? &caller : &files->name, theirs,
                            trust, error);
}

static int judge(const struct key_files *files,
                 const struct fingerprint *theirs, struct trust *trust,
                 struct error *error)
{
    return files->has_code
               ? look(files, theirs, trust, error)
               : known_peers_check(&files->name, theirs, trust, error);
}

static int check_peer(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error)
{
    const struct key_files *files = context;
    struct contact contact;
    int found, other = 0;

    if (files->expected) {
        judge_expected(files->expected, theirs, trust);
        return 0;
    }
    found = contacts_find_key(theirs, &contact, error);
    if (found == 0)
        other = judge_place(files, theirs, trust, error);
    if (found < 0 || other != 0)
        return found < 0 || other < 0 ? -1 : 0;
    if (judge(files, theirs, trust, error) < 0)
        return -1;
    if (found > 0 && trust->state == TRUST_CHANGED)
        note_who_shows(theirs, trust);
    else if (found > 0)
        note_contact(files, &contact, trust);
    return 0;
}

static int knows_peer(void *context, struct error *error)
{
    const struct key_files *files = context;

    struct contact_place place;
    struct contact contact;
    int result;

    if (files->expected)
        return 1;
    if (files->has_code || !files->name.host)
        return 0;
    result = known_peers_has(&files->name, error);
    if (result == 0 && place_of(files, &place))
        result = contacts_find_place(&place, &contact, error);
    return result;
}

static int verify_peer(void *context, const struct fingerprint *theirs,
                       struct error *error)
{
    const struct key_files *files = context;
    int result = 0;

    if (!files->expected)
        result = files->has_code
                     ? known_peers_mark_proved(&files->name, theirs, error)
                     : known_peers_mark_verified(&files->name, theirs, error);
    if (result < 0)
        return -1;
    return contacts_set_verified(theirs, true, error) < 0 ? -1 : 0;
}

static int keep_peer(void *context, const struct fingerprint *theirs,
                     const char *name, struct error *error)
{
    const struct key_files *files = context;
    struct contact_place place;
    bool has_place = !files->expected && place_of(files, &place);
    struct trust trust = {.verified = false};

    if (!files->expected && look(files, theirs, &trust, error) < 0)
        return -1;
    return contacts_keep(name, theirs, trust.verified,
                         has_place ? &place : NULL, error);
}

static int find_claimed(void *context, const struct fingerprint *theirs,
                        const char *claim, size_t length,
                        char name[CONTACT_NAME_MAX + 1], struct error *error)
{
    (void)context;
    return contacts_find_claimed(claim, length, theirs, name, error);
}

struct key_files *key_files_new(const char *host, const char *port)
{
    struct key_files *files = memory_zeroed(sizeof *files);

    files->called = files->name = (struct peer_name){host, port};
    return files;
}

void key_files_expect_code(struct key_files *files, bool is_found)
{
    files->has_code = true;
    if (is_found)
        files->name.host = NULL;
}

void key_files_expect(struct key_files *files, const struct contact *contact)
{
    files->expected = contact;
}

void key_files_free(struct key_files *files)
{
    if (!files)
        return;
    if (files->is_loaded)
        identity_release(&files->identity);
    free(files);
}

struct key_agent key_files_agent(struct key_files *files)
{
    return (struct key_agent){
        .public_key = public_key,
        .sign = sign,
        .check_peer = check_peer,
        .knows_peer = knows_peer,
        .verify_peer = verify_peer,
        .keep_peer = keep_peer,
        .find_claimed = find_claimed,
        .context = files,
    };
}

char *key_files_directory(void)
{
    struct error ignored = {0}; /* the next use of the place reports it */

    return storage_directory(&ignored);
}
