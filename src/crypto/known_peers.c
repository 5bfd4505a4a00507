/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/known_peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "crypto/day.h"
#include "crypto/known_peers_file.h"
#include "crypto/storage.h"
#include "crypto/storage_lock.h"
#include "crypto/storage_place.h"

#define FILE_NAME "known_peers"

/* ---- The file ------------------------------------------------------------ */

/* Read the file into the list, which is {0}.  No file is an empty list. */
static int load(struct known_peer_list *list, struct error *error)
{
    char *path = storage_path(FILE_NAME, error);
    struct buffer text = {0};
    int result = -1;

    if (path)
        switch (storage_read(FILE_NAME, &text, error)) {
        case STORAGE_OK:
            result = known_peers_file_parse(path, &text, list, error);
            break;
        case STORAGE_ABSENT:
            result = 0;
            break;
        case STORAGE_EXISTS:
        case STORAGE_FAILED:
            break;
        }
    buffer_release(&text);
    free(path);
    return result;
}

static int save(const struct known_peer_list *list, struct error *error)
{
    struct buffer text = {0};
    enum storage_result result;

    known_peers_file_format(list, &text);
    result = storage_write(FILE_NAME, text.data, text.length, error);
    buffer_release(&text);
    return result == STORAGE_OK ? 0 : -1;
}

/* Changes the list, or only looks into it.  Returns what the public function
 * returns; if that is more than 0, the list has changed and must be saved. */
typedef int update_function(struct known_peer_list *list,
                         const struct known_peer *peer, struct trust *trust,
                         struct error *error);

/* Load the list, update it, and save it, while the lock keeps other processes
 * from changing the file. */
static int update_locked(update_function *update,
                         const struct known_peer *peer,
                      struct trust *trust, struct error *error)
{
    struct known_peer_list list = {0};
    int lock = storage_lock(error);
    int result;

    if (lock < 0)
        return -1;
    result = load(&list, error);
    if (result == 0)
        result = update(&list, peer, trust, error);
    if (result > 0 && save(&list, error) < 0)
        result = -1;
    known_peer_list_release(&list);
    close(lock);
    return result;
}

/* ---- Who, and when ------------------------------------------------------- */

static int take_name(struct known_peer *peer, const struct peer_name *name,
                     struct error *error)
{
    *peer = (struct known_peer){0};
    if (!name->host)
        return 0;
    if (!host_name_normalize(name->host, peer->host)) {
        error_set(error, _("no key can be remembered for that host: it is "
                           "neither a name nor an address"));
        return -1;
    }
    snprintf(peer->port, sizeof peer->port, "%s",
             name->port + strspn(name->port, "0"));
    return 0;
}

/* Update the list for the peer of this name with this key.  Returns 0 or -1. */
static int update_name(update_function *update, const struct peer_name *name,
                       const struct fingerprint *theirs, struct trust *trust,
                       struct error *error)
{
    struct known_peer peer;

    if (take_name(&peer, name, error) < 0)
        return -1;
    peer.fingerprint = *theirs;
    return update_locked(update, &peer, trust, error) < 0 ? -1 : 0;
}

/* ---- Judging a key ------------------------------------------------------- */

static bool is_verified_elsewhere(const struct known_peer_list *list,
                                  const struct known_peer *found,
                                  const struct fingerprint *key)
{
    for (size_t i = 0; i < list->count; i++)
        if (&list->items[i] != found && list->items[i].verified &&
            fingerprint_equals(&list->items[i].fingerprint, key))
            return true;
    return false;
}

static void add_new(struct known_peer_list *list,
                    const struct known_peer *peer, bool verified)
{
    struct known_peer added = *peer;

    day_write_today(added.since);
    added.verified = verified;
    known_peer_list_add(list, &added);
}

static void judge(const struct known_peer_list *list,
                  const struct known_peer *peer, struct trust *trust)
{
    const struct known_peer *found = known_peer_list_find(list, peer);

    *trust = (struct trust){.theirs = peer->fingerprint};
    trust->verified_elsewhere =
        is_verified_elsewhere(list, found, &peer->fingerprint);
    if (!found) {
        trust->state = TRUST_NEW;
        day_write_today(trust->since);
    } else {
        memcpy(trust->since, found->since, sizeof trust->since);
        if (fingerprint_equals(&found->fingerprint, &peer->fingerprint)) {
            trust->state = TRUST_KNOWN;
            trust->verified = found->verified;
        } else {
            trust->state = TRUST_CHANGED;
            trust->remembered = found->fingerprint;
        }
    }
    /* A caller is known by the key alone, so for a caller the key is verified
     * if it is anywhere. */
    if (!*peer->host)
        trust->verified |= trust->verified_elsewhere;
}

static int check(struct known_peer_list *list, const struct known_peer *peer,
                 struct trust *trust, struct error *error)
{
    (void)error;
    judge(list, peer, trust);
    if (trust->state != TRUST_NEW)
        return 0;
    add_new(list, peer, false);
    return 1;
}

int known_peers_check(const struct peer_name *name,
                      const struct fingerprint *theirs, struct trust *trust,
                      struct error *error)
{
    return update_name(check, name, theirs, trust, error);
}

int known_peers_look(const struct peer_name *name,
                     const struct fingerprint *theirs, struct trust *trust,
                     struct error *error)
{
    struct known_peer_list list = {0};
    struct known_peer peer;
    int result = take_name(&peer, name, error);

    if (result == 0)
        result = load(&list, error);
    peer.fingerprint = *theirs;
    if (result == 0)
        judge(&list, &peer, trust);
    known_peer_list_release(&list);
    return result;
}

int known_peers_has(const struct peer_name *name, struct error *error)
{
    struct known_peer_list list = {0};
    struct known_peer peer;
    int result = take_name(&peer, name, error);

    if (result < 0 || !storage_has_place())
        return result;
    result = load(&list, error);
    if (result == 0)
        result = known_peer_list_find(&list, &peer) != NULL;
    known_peer_list_release(&list);
    return result;
}

/* ---- Forgetting and verifying -------------------------------------------- */

static int forget(struct known_peer_list *list, const struct known_peer *peer,
                  struct trust *trust, struct error *error)
{
    struct known_peer *found = known_peer_list_find(list, peer);

    (void)trust, (void)error;
    if (found)
        known_peer_list_remove(list, found);
    return found != NULL;
}

static int forget_and_distrust(struct known_peer_list *list,
                               const struct known_peer *peer,
                               struct trust *trust, struct error *error)
{
    if (forget(list, peer, trust, error) == 0)
        return 0;
    for (size_t i = 0; i < list->count; i++)
        if (fingerprint_equals(&list->items[i].fingerprint,
                               &peer->fingerprint))
            list->items[i].verified = false;
    return 1;
}

int known_peers_forget(const struct peer_name *name, struct error *error)
{
    struct known_peer peer;

    if (take_name(&peer, name, error) < 0)
        return -1;
    return update_locked(forget, &peer, NULL, error);
}

int known_peers_forget_caller(const char *fingerprint, struct error *error)
{
    struct known_peer peer = {0};

    if (!fingerprint_parse(fingerprint, &peer.fingerprint))
        return 0;
    return update_locked(forget_and_distrust, &peer, NULL, error);
}

static int verify(struct known_peer_list *list, const struct known_peer *peer,
                  struct trust *trust, struct error *error)
{
    struct known_peer *found = known_peer_list_find(list, peer);

    (void)trust;
    if (!found) {
        add_new(list, peer, true);
        return 1;
    }
    if (!fingerprint_equals(&found->fingerprint, &peer->fingerprint)) {
        error_set(error, _("another key is remembered for %s port %s by now, "
                           "so this one is not verified"),
                  peer->host, peer->port);
        return -1;
    }
    found->verified = true;
    return 1;
}

int known_peers_mark_verified(const struct peer_name *name,
                              const struct fingerprint *theirs,
                              struct error *error)
{
    return update_name(verify, name, theirs, NULL, error);
}

static int prove(struct known_peer_list *list, const struct known_peer *peer,
                 struct trust *trust, struct error *error)
{
    const struct known_peer caller = {.fingerprint = peer->fingerprint};
    struct known_peer *found = known_peer_list_find(list, peer);

    if (found && !fingerprint_equals(&found->fingerprint, &peer->fingerprint)) {
        if (found->verified)
            return verify(list, &caller, trust, error);
        known_peer_list_remove(list, found);
    }
    return verify(list, peer, trust, error);
}

int known_peers_mark_proved(const struct peer_name *name,
                            const struct fingerprint *theirs,
                            struct error *error)
{
    return update_name(prove, name, theirs, NULL, error);
}
