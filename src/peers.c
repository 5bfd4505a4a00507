/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "peers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "i18n.h"
#include "memory.h"
#include "storage.h"
#include "tls_library.h"

#define STORE_FILE "known_peers"
#define NOTES_FILE "notes"

/* How a caller, who is known by key, is entered where a host is due. */
#define CALLER_SERVICE "caller"

/* The entry of a peer in GnuTLS's store. */
struct entry {
    char *host; /* lower case, for names do not tell case (RFC 4343) */
    const char *service;
};

/* One host is one entry, however it is written: an address in brackets or
 * not, a name in capitals. */
static char *normal_host(const char *host)
{
    char *normal = memory_string(*host == '[' ? host + 1 : host);
    size_t length = strlen(normal);

    if (*host == '[' && length > 0 && normal[length - 1] == ']')
        normal[length - 1] = '\0';
    for (char *at = normal; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return normal;
}

static struct entry entry_of(const struct peer_name *name,
                             const struct fingerprint *fingerprint)
{
    if (!name->host)
        return (struct entry){memory_string(fingerprint->text),
                              CALLER_SERVICE};
    return (struct entry){normal_host(name->host),
                          name->port + strspn(name->port, "0")};
}

/* ---- Files of lines ------------------------------------------------------ */

/* The next line of `text`, which moves past it; NULL at the end.  Lines end
 * in "\n"; the last one is given one when the file is read. */
static const char *next_line(const char **at, const char *limit,
                             size_t *length)
{
    const char *line = *at;
    const char *newline;

    if (line >= limit)
        return NULL;
    newline = memchr(line, '\n', (size_t)(limit - line));
    *length = (size_t)((newline ? newline : limit) - line);
    *at = newline ? newline + 1 : limit;
    return line;
}

static int read_lines(const char *name, struct buffer *lines,
                      struct error *error)
{
    if (storage_read(name, lines, error) == STORAGE_FAILED)
        return -1;
    if (lines->length > 0 && lines->data[lines->length - 1] != '\n')
        buffer_append(lines, "\n", 1);
    return 0;
}

static bool starts_with(const char *line, size_t length,
                        const struct buffer *prefix)
{
    return length >= prefix->length &&
           memcmp(line, prefix->data, prefix->length) == 0;
}

/* Copy the lines that do not start with `prefix`.  Returns how many did. */
static int copy_others(const struct buffer *lines, const struct buffer *prefix,
                       struct buffer *out)
{
    const char *at = lines->data;
    const char *limit = at + lines->length;
    const char *line;
    size_t length;
    int left_out = 0;

    while (lines->data && (line = next_line(&at, limit, &length))) {
        if (starts_with(line, length, prefix))
            left_out++;
        else
            buffer_append(out, line, length + 1);
    }
    return left_out;
}

/* The first line that starts with `prefix`; the rest of it, or NULL. */
static const char *find_line(const struct buffer *lines,
                             const struct buffer *prefix, size_t *rest)
{
    const char *at = lines->data;
    const char *limit = at + lines->length;
    const char *line;
    size_t length;

    while (lines->data && (line = next_line(&at, limit, &length)))
        if (starts_with(line, length, prefix)) {
            *rest = length - prefix->length;
            return line + prefix->length;
        }
    return NULL;
}

/* ---- The notes: "HOST|SERVICE FINGERPRINT DATE [verified]" ---------------
 *
 * The first charlas wrote lines without HOST|SERVICE, which are about whatever
 * that key belonged to then; they hold for an entry without a line of its own.
 * An entry has had one since it was made, or is as old as such lines. */

struct note {
    char since[TRUST_DATE_MAX];
    bool verified;
};

static void today(char date[TRUST_DATE_MAX])
{
    time_t now = time(NULL);
    struct tm parts;

    gmtime_r(&now, &parts);
    strftime(date, TRUST_DATE_MAX, "%Y-%m-%d", &parts);
}

static void append_note_of_entry(struct buffer *out, const struct entry *entry)
{
    buffer_printf(out, "%s|%s ", entry->host, entry->service);
}

static void append_note_of_key(struct buffer *out,
                               const struct fingerprint *fingerprint)
{
    buffer_printf(out, "%s ", fingerprint->text);
}

/* Is this line about that key, whoever it belongs to?  What it says of it, or
 * NULL. */
static const char *said_of_key(const char *line, size_t length,
                               const struct buffer *key, size_t *rest)
{
    const char *limit = line + length;
    const char *blank = memchr(line, ' ', length);
    bool has_entry = blank && memchr(line, '|', (size_t)(blank - line));
    const char *start = has_entry ? blank + 1 : line;

    if (!starts_with(start, (size_t)(limit - start), key))
        return NULL;
    *rest = (size_t)(limit - start) - key->length;
    return start + key->length;
}

static bool says_verified(const char *said, size_t length)
{
    return length > TRUST_DATE_MAX && said[TRUST_DATE_MAX] == 'v';
}

/* Is the key verified for any but this entry? */
static bool is_verified_elsewhere(const struct buffer *lines,
                                  const struct buffer *entry,
                                  const struct buffer *key)
{
    const char *at = lines->data;
    const char *limit = at + lines->length;
    const char *line, *said;
    size_t length, rest;

    while (lines->data && (line = next_line(&at, limit, &length))) {
        said = starts_with(line, length, entry)
                   ? NULL
                   : said_of_key(line, length, key, &rest);
        if (said && says_verified(said, rest))
            return true;
    }
    return false;
}

/* What is noted of the key of an entry that is known; today and unverified if
 * nothing is. */
static void find_note(const struct buffer *lines, const struct buffer *entry,
                      const struct buffer *key, struct note *note)
{
    struct buffer own = {0};
    const char *said;
    size_t rest;

    buffer_append(&own, entry->data, entry->length);
    buffer_append(&own, key->data, key->length);
    said = find_line(lines, &own, &rest);
    if (!said)
        said = find_line(lines, key, &rest);
    if (said && rest >= TRUST_DATE_MAX - 1) {
        memcpy(note->since, said, TRUST_DATE_MAX - 1);
        note->verified = says_verified(said, rest);
    }
    buffer_release(&own);
}

/* What is noted of a key; `is_known`: it is that of this entry already. */
static int read_note(const struct entry *entry, bool is_known,
                     const struct fingerprint *fingerprint, struct note *note,
                     bool *elsewhere, struct error *error)
{
    struct buffer lines = {0}, prefix = {0}, key = {0};
    int result = read_lines(NOTES_FILE, &lines, error);

    *note = (struct note){0};
    today(note->since);
    append_note_of_entry(&prefix, entry);
    append_note_of_key(&key, fingerprint);
    if (is_known)
        find_note(&lines, &prefix, &key, note);
    *elsewhere = is_verified_elsewhere(&lines, &prefix, &key);
    buffer_release(&lines);
    buffer_release(&prefix);
    buffer_release(&key);
    return result;
}

static int write_notes(const struct buffer *lines, struct error *error)
{
    return storage_write(NOTES_FILE, lines->data, lines->length, error) ==
                   STORAGE_OK
               ? 0
               : -1;
}

static int write_note(const struct entry *entry,
                      const struct fingerprint *fingerprint,
                      const struct note *note, struct error *error)
{
    struct buffer lines = {0}, prefix = {0}, out = {0};
    int result = read_lines(NOTES_FILE, &lines, error);

    append_note_of_entry(&prefix, entry);
    copy_others(&lines, &prefix, &out);
    buffer_append(&out, prefix.data, prefix.length);
    buffer_printf(&out, "%s %s%s\n", fingerprint->text, note->since,
                  note->verified ? " verified" : "");
    if (result == 0)
        result = write_notes(&out, error);
    buffer_release(&lines);
    buffer_release(&prefix);
    buffer_release(&out);
    return result;
}

/* Copy the notes without those of one entry, and without the old ones of its
 * key; if it `is_caller`, the key is verified nowhere any more. */
static void copy_remembered(const struct buffer *lines,
                            const struct buffer *entry,
                            const struct buffer *key, bool is_caller,
                            struct buffer *out)
{
    const char *at = lines->data;
    const char *limit = at + lines->length;
    const char *line, *said;
    size_t length, rest;

    while (lines->data && (line = next_line(&at, limit, &length))) {
        if (starts_with(line, length, entry) || starts_with(line, length, key))
            continue;
        said = is_caller ? said_of_key(line, length, key, &rest) : NULL;
        if (said && says_verified(said, rest))
            length -= rest - (TRUST_DATE_MAX - 1);
        buffer_append(out, line, length);
        buffer_append(out, "\n", 1);
    }
}

static int forget_notes(const struct entry *entry,
                        const struct fingerprint *fingerprint, bool is_caller,
                        struct error *error)
{
    struct buffer lines = {0}, prefix = {0}, key = {0}, out = {0};
    int result = read_lines(NOTES_FILE, &lines, error);

    append_note_of_entry(&prefix, entry);
    append_note_of_key(&key, fingerprint);
    copy_remembered(&lines, &prefix, &key, is_caller, &out);
    if (result == 0 && out.length != lines.length)
        result = write_notes(&out, error);
    buffer_release(&lines);
    buffer_release(&prefix);
    buffer_release(&key);
    buffer_release(&out);
    return result;
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
    if (!path || read_lines(STORE_FILE, &lines, error) < 0)
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

/* The fingerprint of the key that is remembered for an entry; "?" when what
 * is remembered is no key. */
static int find_remembered(const struct entry *entry,
                           struct fingerprint *fingerprint,
                           struct error *error)
{
    struct buffer lines = {0}, prefix = {0};
    gnutls_datum_t encoded = {0}, spki = {0};
    const char *found = NULL, *key;
    size_t rest = 0;
    int result = read_lines(STORE_FILE, &lines, error);

    *fingerprint = (struct fingerprint){"?", "?"};
    append_key_of_entry(&prefix, entry);
    if (result == 0)
        found = find_line(&lines, &prefix, &rest);
    key = found ? memchr(found, '|', rest) : NULL;
    if (key) {
        key++;
        encoded.size = (unsigned)(rest - (size_t)(key - found));
        encoded.data = memory_new(encoded.size);
        memcpy(encoded.data, key, encoded.size);
        if (gnutls.base64_decode2(&encoded, &spki) == 0)
            result = take_fingerprint(&spki, fingerprint, error);
    }
    free(spki.data);
    free(encoded.data);
    buffer_release(&prefix);
    buffer_release(&lines);
    return result;
}

/* Let GnuTLS add the entry to a copy, and put the copy in place. */
static int store(const struct entry *entry, const gnutls_datum_t *spki,
                 struct error *error)
{
    static const char copy_name[] = STORE_FILE ".new";
    struct buffer lines = {0}, added = {0};
    char *path = storage_path(copy_name, error);
    int result = -1, number;

    if (path && read_lines(STORE_FILE, &lines, error) == 0 &&
        storage_write(copy_name, lines.data, lines.length, error) ==
            STORAGE_OK) {
        number = gnutls.store_pubkey(path, NULL, entry->host, entry->service,
                                     GNUTLS_CRT_RAWPK, spki, 0, 0);
        if (number < 0)
            error_set(error, _("cannot remember the key: %s"),
                      gnutls.strerror(number));
        else if (read_lines(copy_name, &added, error) == 0 &&
                 storage_write(STORE_FILE, added.data, added.length, error) ==
                     STORAGE_OK)
            result = 0;
        (void)unlink(path);
    }
    buffer_release(&lines);
    buffer_release(&added);
    free(path);
    return result;
}

/* ---- What the header promises -------------------------------------------- */

/* The note comes first: an entry without one of its own passes for old. */
static int remember(const struct entry *entry, const gnutls_datum_t *spki,
                    const struct trust *trust, struct error *error)
{
    struct note note = {0};

    memcpy(note.since, trust->since, sizeof note.since);
    if (write_note(entry, &trust->theirs, &note, error) < 0)
        return -1;
    return store(entry, spki, error);
}

static int meet_locked(const struct entry *entry, const gnutls_datum_t *spki,
                       struct trust *trust, struct error *error)
{
    struct note note;
    int found = look_up(entry, spki, error);

    if (read_note(entry, found == 0, &trust->theirs, &note,
                  &trust->verified_elsewhere, error) < 0)
        return -1;
    memcpy(trust->since, note.since, sizeof trust->since);
    trust->verified = note.verified;
    switch (found) {
    case 0:
        trust->state = TRUST_KNOWN;
        return 0;
    case GNUTLS_E_CERTIFICATE_KEY_MISMATCH:
        trust->state = TRUST_CHANGED;
        return find_remembered(entry, &trust->remembered, error);
    case GNUTLS_E_NO_CERTIFICATE_FOUND:
        trust->state = TRUST_NEW;
        return remember(entry, spki, trust, error);
    default:
        if (!*error->text)
            error_set(error, _("cannot look up the key: %s"),
                      gnutls.strerror(found));
        return -1;
    }
}

int peers_meet(const struct peer_name *name, const gnutls_datum_t *spki,
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
    free(entry.host);
    close(lock);
    return result;
}

int peers_know(const struct peer_name *name, struct error *error)
{
    struct buffer lines = {0}, prefix = {0};
    struct entry entry = entry_of(name, NULL);
    size_t rest;
    int result = -1;

    append_key_of_entry(&prefix, &entry);
    if (read_lines(STORE_FILE, &lines, error) == 0)
        result = find_line(&lines, &prefix, &rest) != NULL;
    free(entry.host);
    buffer_release(&prefix);
    buffer_release(&lines);
    return result;
}

/* The notes go first: what fails after that has lost trust, not gained it. */
static int forget_locked(const struct entry *entry, bool is_caller,
                         const struct fingerprint *fingerprint,
                         struct error *error)
{
    struct buffer lines = {0}, prefix = {0}, out = {0};
    int result = -1;

    append_key_of_entry(&prefix, entry);
    if (read_lines(STORE_FILE, &lines, error) == 0) {
        result = copy_others(&lines, &prefix, &out) > 0;
        if (result == 1 &&
            (forget_notes(entry, fingerprint, is_caller, error) < 0 ||
             storage_write(STORE_FILE, out.data, out.length, error) !=
                 STORAGE_OK))
            result = -1;
    }
    buffer_release(&lines);
    buffer_release(&prefix);
    buffer_release(&out);
    return result;
}

int peers_forget(const struct peer_name *name, struct error *error)
{
    struct entry entry = entry_of(name, NULL);
    struct fingerprint remembered;
    int result = -1, lock = storage_lock(error);

    if (lock >= 0 && find_remembered(&entry, &remembered, error) == 0)
        result = forget_locked(&entry, false, &remembered, error);
    if (lock >= 0)
        close(lock);
    free(entry.host);
    return result;
}

int peers_forget_caller(const char *text, struct error *error)
{
    struct fingerprint fingerprint = {"", ""};
    struct entry entry;
    int result, lock = storage_lock(error);

    if (lock < 0)
        return -1;
    snprintf(fingerprint.text, sizeof fingerprint.text, "%s", text);
    entry = entry_of(&(struct peer_name){0}, &fingerprint);
    result = forget_locked(&entry, true, &fingerprint, error);
    free(entry.host);
    close(lock);
    return result;
}

int peers_verify(const struct peer_name *name,
                 const struct fingerprint *fingerprint, struct error *error)
{
    struct entry entry;
    struct note note;
    bool elsewhere;
    int result = -1, lock = storage_lock(error);

    if (lock < 0)
        return -1;
    entry = entry_of(name, fingerprint);
    if (read_note(&entry, true, fingerprint, &note, &elsewhere, error) == 0) {
        note.verified = true;
        result = write_note(&entry, fingerprint, &note, error);
    }
    free(entry.host);
    close(lock);
    return result;
}
