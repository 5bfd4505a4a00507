/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* contacts: the people whom the user keeps by a name.
 *
 * They are in one file, contacts in charla's directory; its format is that of
 * contacts_file.  As with known_peers no file means that nobody is kept, one
 * that cannot be read or is damaged is an error for every call below, and what
 * a call says it has done is on the disk.
 *
 * Unless a comment says otherwise, a call returns 1: done, or there is such a
 * contact; 0: there is none; -1: it failed, with `error` set. */
#ifndef CHARLA_CONTACTS_H
#define CHARLA_CONTACTS_H

#include <stdbool.h>

#include "crypto/contact.h"
#include "crypto/contacts_file.h"

struct error;

/* Keep this key under this name, which gives a contact with the same key a new
 * name.  `place` is where it was called, NULL if it was not.  Returns 0; or -1
 * with `error` set, also for what is no name, or another key's. */
int contacts_keep(const char *name, const struct fingerprint *key,
                  bool verified, const struct contact_place *place,
                  struct error *error);

/* Fill `contact` with the one of this name, or of this key. */
int contacts_find(const char *name, struct contact *contact,
                  struct error *error);
int contacts_find_key(const struct fingerprint *key, struct contact *contact,
                      struct error *error);

/* Does what somebody with the key `key` claims to be called look like the name
 * of a contact with another key?  Then `name` is filled in. */
int contacts_find_claimed(const char *claim, size_t length,
                          const struct fingerprint *key,
                          char name[CONTACT_NAME_MAX + 1],
                          struct error *error);

/* The contact with this key has been called there. */
int contacts_note_place(const struct fingerprint *key,
                        const struct contact_place *place,
                        struct error *error);

/* The user has made sure, or is not sure any more, whose key this is. */
int contacts_set_verified(const struct fingerprint *key, bool verified,
                          struct error *error);

/* Forget the contact of this name. */
int contacts_forget(const char *name, struct error *error);

/* Fill the list, which is {0}; contact_list_release when done.  Returns 0, or
 * -1 with `error` set. */
int contacts_list(struct contact_list *list, struct error *error);

#endif
