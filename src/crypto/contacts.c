/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/contacts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "crypto/day.h"
#include "crypto/storage.h"
#include "crypto/storage_lock.h"
#include "crypto/storage_place.h"

#define FILE_NAME "contacts"

/* ---- The file ------------------------------------------------------------ */

int contacts_list(struct contact_list *list, struct error *error)
{
    char *path;
    struct buffer text = {0};
    int result = -1;

    if (!storage_has_place())
        return 0;
    path = storage_path(FILE_NAME, error);
    if (path)
        switch (storage_read(FILE_NAME, &text, error)) {
        case STORAGE_OK:
            result = contacts_file_parse(path, &text, list, error);
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

static int save(const struct contact_list *list, struct error *error)
{
    struct buffer text = {0};
    enum storage_result result;

    contacts_file_format(list, &text);
    result = storage_write(FILE_NAME, text.data, text.length, error);
    buffer_release(&text);
    return result == STORAGE_OK ? 1 : -1;
}

/* The arguments of a change to the list. */
struct change {
    const char *name;
    const struct fingerprint *key;
    const struct contact_place *place;
    bool verified;
};

/* Changes the list.  Returns more than 0 if it was changed and must be saved;
 * otherwise what the public function returns. */
typedef int change_function(struct contact_list *list,
                            const struct change *change, struct error *error);

/* Load the list, change it, and save it, while the lock keeps other processes
 * from changing the file. */
static int change_locked(change_function *function,
                         const struct change *change, struct error *error)
{
    struct contact_list list = {0};
    int lock = storage_lock(error);
    int result;

    if (lock < 0)
        return -1;
    result = contacts_list(&list, error);
    if (result == 0)
        result = function(&list, change, error);
    if (result > 0)
        result = save(&list, error);
    contact_list_release(&list);
    close(lock);
    return result;
}

/* ---- Places -------------------------------------------------------------- */

bool contacts_take_place(const char *host, const char *port,
                         struct contact_place *place)
{
    if (!host || !host_name_normalize(host, place->host))
        return false;
    snprintf(place->port, sizeof place->port, "%s", port + strspn(port, "0"));
    return true;
}

/* ---- Changes ------------------------------------------------------------- */

static bool is_same_place(const struct contact_place *one,
                          const struct contact_place *other)
{
    return strcmp(one->host, other->host) == 0 &&
           strcmp(one->port, other->port) == 0;
}

/* Where among the places of this contact that one is, or how many there
 * are. */
static size_t find_place(const struct contact *contact,
                         const struct contact_place *place)
{
    size_t i = 0;

    while (i < contact->place_count &&
           !is_same_place(&contact->places[i], place))
        i++;
    return i;
}

/* Put the place in front of the others.  Returns false if it is there. */
static bool put_first(struct contact *contact,
                      const struct contact_place *place)
{
    size_t old = find_place(contact, place);

    if (old == 0 && contact->place_count > 0)
        return false;
    if (old == CONTACT_PLACES_MAX)
        old--; /* the oldest is given up */
    else if (old == contact->place_count)
        contact->place_count++;
    memmove(contact->places + 1, contact->places,
            old * sizeof *contact->places);
    contact->places[0] = *place;
    return true;
}

static int keep(struct contact_list *list, const struct change *change,
                struct error *error)
{
    struct contact added = {.key = *change->key};
    struct contact *namesake = contact_list_find(list, change->name);
    struct contact *contact = contact_list_find_key(list, change->key);

    if (namesake && namesake != contact) {
        error_set(error,
                  _("the name %s belongs to another key; charla --forget %s "
                    "forgets that one"),
                  namesake->name, namesake->name);
        return -1;
    }
    if (!contact) {
        day_write_today(added.since);
        contact_list_add(list, &added);
        contact = &list->items[list->count - 1];
    }
    memcpy(contact->name, change->name, strlen(change->name) + 1);
    contact->verified |= change->verified;
    if (change->place)
        (void)put_first(contact, change->place);
    return 1;
}

int contacts_keep(const char *name, const struct fingerprint *key,
                  bool verified, const struct contact_place *place,
                  struct error *error)
{
    char normal[CONTACT_NAME_MAX + 1];
    const struct change change = {
        .name = normal, .key = key, .place = place, .verified = verified};

    if (!contact_name_normalize(name, normal)) {
        error_set(error, _("the name of a contact is one word of letters and "
                           "digits, such as ana"));
        return -1;
    }
    return change_locked(keep, &change, error) < 0 ? -1 : 0;
}

static int note_place(struct contact_list *list, const struct change *change,
                      struct error *error)
{
    struct contact *contact = contact_list_find_key(list, change->key);

    (void)error;
    return contact && put_first(contact, change->place);
}

int contacts_note_place(const struct fingerprint *key,
                        const struct contact_place *place,
                        struct error *error)
{
    return change_locked(note_place,
                         &(struct change){.key = key, .place = place}, error);
}

static int forget_place(struct contact_list *list, const struct change *change,
                        struct error *error)
{
    int result = 0;

    (void)error;
    for (size_t i = 0; i < list->count; i++) {
        struct contact *contact = &list->items[i];
        size_t at = find_place(contact, change->place);

        if (at == contact->place_count)
            continue;
        contact->place_count--;
        memmove(contact->places + at, contact->places + at + 1,
                (contact->place_count - at) * sizeof *contact->places);
        result = 1;
    }
    return result;
}

int contacts_forget_place(const struct contact_place *place,
                          struct error *error)
{
    return change_locked(forget_place, &(struct change){.place = place},
                         error);
}

static int set_verified(struct contact_list *list,
                        const struct change *change, struct error *error)
{
    struct contact *contact = contact_list_find_key(list, change->key);

    (void)error;
    if (!contact || contact->verified == change->verified)
        return 0;
    contact->verified = change->verified;
    return 1;
}

int contacts_set_verified(const struct fingerprint *key, bool verified,
                          struct error *error)
{
    return change_locked(
        set_verified, &(struct change){.key = key, .verified = verified},
        error);
}

static int forget(struct contact_list *list, const struct change *change,
                  struct error *error)
{
    struct contact *contact = contact_list_find(list, change->name);

    (void)error;
    if (!contact)
        return 0;
    contact_list_remove(list, contact);
    return 1;
}

int contacts_forget(const char *name, struct error *error)
{
    return change_locked(forget, &(struct change){.name = name}, error);
}

/* ---- Questions ----------------------------------------------------------- */

/* Copy the contact that was found, before the list is released. */
static int answer(struct contact_list *list, const struct contact *found,
                  struct contact *contact)
{
    int result = found != NULL;

    if (found)
        *contact = *found;
    contact_list_release(list);
    return result;
}

int contacts_find(const char *name, struct contact *contact,
                  struct error *error)
{
    struct contact_list list = {0};

    if (contacts_list(&list, error) < 0)
        return -1;
    return answer(&list, contact_list_find(&list, name), contact);
}

int contacts_find_key(const struct fingerprint *key, struct contact *contact,
                      struct error *error)
{
    struct contact_list list = {0};

    if (contacts_list(&list, error) < 0)
        return -1;
    return answer(&list, contact_list_find_key(&list, key), contact);
}

int contacts_find_place(const struct contact_place *place,
                        struct contact *contact, struct error *error)
{
    struct contact_list list = {0};
    const struct contact *found = NULL;
    size_t best = CONTACT_PLACES_MAX, at;

    if (contacts_list(&list, error) < 0)
        return -1;
    for (size_t i = 0; i < list.count; i++) {
        at = find_place(&list.items[i], place);
        if (at < list.items[i].place_count && at < best) {
            best = at;
            found = &list.items[i];
        }
    }
    return answer(&list, found, contact);
}

int contacts_find_claimed(const char *claim, size_t length,
                          const struct fingerprint *key,
                          char name[CONTACT_NAME_MAX + 1],
                          struct error *error)
{
    struct contact_list list = {0};
    int result = contacts_list(&list, error);

    for (size_t i = 0; result == 0 && i < list.count; i++)
        if (!fingerprint_equals(&list.items[i].key, key) &&
            contact_name_resembles(claim, length, list.items[i].name)) {
            memcpy(name, list.items[i].name, CONTACT_NAME_MAX + 1);
            result = 1;
        }
    contact_list_release(&list);
    return result;
}
