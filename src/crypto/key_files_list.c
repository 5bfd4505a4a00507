/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* key_files_list: lists and forgets contacts and known peers, without a
 * conversation. */
#include <config.h>

#include "crypto/key_files.h"

#include "base/error.h"
#include "crypto/contacts.h"
#include "crypto/known_peers.h"

int key_files_forget(const char *host, const char *port, struct error *error)
{
    const struct peer_name name = {host, port};
    struct contact_place place;
    int known = known_peers_forget(&name, error);
    int kept = 0;

    if (known >= 0 && contacts_take_place(host, port, &place))
        kept = contacts_forget_place(&place, error);
    return known < 0 || kept < 0 ? -1 : known | kept;
}

int key_files_find_contact(const char *name, struct contact *contact,
                           struct error *error)
{
    return contacts_find(name, contact, error);
}

int key_files_forget_contact(const char *name, struct error *error)
{
    return contacts_forget(name, error);
}

int key_files_each_contact(void (*show)(void *context,
                                        const struct contact *contact),
                           void *context, struct error *error)
{
    struct contact_list list = {0};

    if (contacts_list(&list, error) < 0)
        return -1;
    for (size_t i = 0; i < list.count; i++)
        show(context, &list.items[i]);
    contact_list_release(&list);
    return 0;
}

void key_files_note_place(const struct contact *contact,
                          const struct contact_place *place)
{
    struct error ignored = {0};

    (void)contacts_note_place(&contact->key, place, &ignored);
}

int key_files_forget_caller(const char *fingerprint, struct error *error)
{
    struct fingerprint key;

    if (fingerprint_parse(fingerprint, &key) &&
        contacts_set_verified(&key, false, error) < 0)
        return -1;
    return known_peers_forget_caller(fingerprint, error);
}
