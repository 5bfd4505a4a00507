/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* contacts: saves, finds and forgets contacts, the people whom the user knows
 * by a name.
 *
 * Everything is in one file, contacts in charla's directory, in the format of
 * contacts_file.  As with known_peers, no file means no contacts; a file that
 * cannot be read or is damaged makes every call below fail; and when a call
 * reports that it has done something, that is on the disk.
 *
 * A contact is verified, or not, by its entry alone: the same whoever calls and
 * at any place, whatever known_peers has about the key.
 *
 * Unless a comment says otherwise, a call returns 1 when it is done or there
 * is such a contact, 0 if there is none, or -1 with `error` set. */
#ifndef CHARLA_CONTACTS_H
#define CHARLA_CONTACTS_H

#include <stdbool.h>

#include "crypto/contact.h"
#include "crypto/contacts_file.h"

struct error;

/* Fill in the place of a host and a port as the user wrote them.  False: there
 * is none, because `host` is NULL or no host at all. */
bool contacts_take_place(const char *host, const char *port,
                         struct contact_place *place);

/* Save this key under this name; a contact that has this key already gets the
 * new name.  `place` is where it was called, NULL if it was not.  Returns 0;
 * or -1 with `error` set, also if the name is invalid or belongs to another
 * key. */
int contacts_keep(const char *name, const struct fingerprint *key,
                  bool verified, const struct contact_place *place,
                  struct error *error);

/* Find the contact of this name, or with this key, and fill in `contact`. */
int contacts_find(const char *name, struct contact *contact,
                  struct error *error);
int contacts_find_key(const struct fingerprint *key, struct contact *contact,
                      struct error *error);

/* Find the contact that was called at this place, the latest of several. */
int contacts_find_place(const struct contact_place *place,
                        struct contact *contact, struct error *error);

/* Could the name that somebody with this key claims be mistaken for that of a
 * contact with another key?  Then `name` is set to that. */
int contacts_find_claimed(const char *claim, size_t length,
                          const struct fingerprint *key,
                          char name[CONTACT_NAME_MAX + 1],
                          struct error *error);

/* Remember that the contact with this key was called at this place. */
int contacts_note_place(const struct fingerprint *key,
                        const struct contact_place *place,
                        struct error *error);

/* Forget that anybody was called at this place. */
int contacts_forget_place(const struct contact_place *place,
                          struct error *error);

/* Record whether the user has made sure whose key this is. */
int contacts_set_verified(const struct fingerprint *key, bool verified,
                          struct error *error);

/* Forget the contact of this name. */
int contacts_forget(const char *name, struct error *error);

/* Fill the list, which is {0}; contact_list_release when done.  Returns 0, or
 * -1 with `error` set. */
int contacts_list(struct contact_list *list, struct error *error);

#endif
