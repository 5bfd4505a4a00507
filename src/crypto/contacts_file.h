/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* contacts_file: turns the text of the file of contacts into a list, and back.
 * Pure.
 *
 * The file is a record_file with one record a contact, in the order in which
 * they were saved:
 *
 *     charla contacts 1
 *     ana SHA256:... 2026-11-25 verified 192.168.1.5:8081 fe80::1%eth0:8081
 *     end 1b2c3d4e
 *
 * The name is as contact_name_normalize writes it.  Then come the fingerprint
 * of the key, the day on which it was saved (UTC), whether the user has made
 * sure whose key it is, and the last places where it was called, the latest
 * first, each a host as host_name_normalize writes it, ":" and a port.  No
 * name and no key appears twice. */
#ifndef CHARLA_CONTACTS_FILE_H
#define CHARLA_CONTACTS_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/contact.h"

struct buffer;
struct error;

/* Start as {0}; contact_list_release when done. */
struct contact_list {
    struct contact *items; /* owned */
    size_t count;
};

void contact_list_release(struct contact_list *list);

/* Find the contact with this name, or with this key; NULL: there is none.  The
 * pointer is valid until the list changes. */
struct contact *contact_list_find(const struct contact_list *list,
                                  const char *name);
struct contact *contact_list_find_key(const struct contact_list *list,
                                      const struct fingerprint *key);

/* Add a copy of a contact whose name and key are not in the list. */
void contact_list_add(struct contact_list *list,
                      const struct contact *contact);

/* Remove the contact that was found. */
void contact_list_remove(struct contact_list *list, struct contact *found);

/* Fill the list, which is {0}, with the contacts in the text of the file
 * `path`.  Returns 0, or -1 with `error` set and an empty list. */
int contacts_file_parse(const char *path, const struct buffer *text,
                        struct contact_list *list, struct error *error);

/* Append the text of the file to the empty `out`. */
void contacts_file_format(const struct contact_list *list,
                          struct buffer *out);

#endif
