/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* key_files: uses this user's key and the keys of known peers, which are files
 * in charla's directory.  The monitor, --fingerprint and --forget use it; the
 * process that talks with a peer cannot reach these files.
 *
 * key_files.c and key_files_list.c implement it, and key_files_none.c for a
 * charla that is configured --without-gnutls. */
#ifndef CHARLA_KEY_FILES_H
#define CHARLA_KEY_FILES_H

#include <stdbool.h>

#include "crypto/key_agent.h"

struct contact;
struct contact_place;
struct error;
struct key_files;

/* The directory where keys are read and written, made if it is missing; the
 * caller frees.  NULL: there is none. */
char *key_files_directory(void);

/* The files for a charla that calls `host` and `port`, as the user gave them,
 * or, with `host` NULL, for one that waits for callers; both are borrowed.
 * Nothing is read yet.  The caller frees with key_files_free, which wipes the
 * key. */
struct key_files *key_files_new(const char *host, const char *port);
void key_files_free(struct key_files *files); /* NULL is allowed */

/* A code will tell whose key is right.  So whoever is called need not have the
 * key that this address had before; nothing is remembered of a key until
 * verify_peer says that the code was right; and then the key is verified for
 * the host and port that are called, or, without a host, as a caller's is.
 * With `is_found` the user has named no host, and the address is only where
 * somebody with this code was found: anybody can announce that, so the key is
 * verified as a caller's. */
void key_files_expect_code(struct key_files *files, bool is_found);

/* Accept only the key of this contact, which is borrowed, whatever the other
 * side's address. */
void key_files_expect(struct key_files *files, const struct contact *contact);

/* The agent that uses these files; valid until they are freed. */
struct key_agent key_files_agent(struct key_files *files);

/* Forget the key of the peer at this address, and that a contact was called
 * there.  1: done, 0: none was known,
 * -1: failed, with `error` set. */
int key_files_forget(const char *host, const char *port, struct error *error);

/* Fill `contact` with the contact of this name.  Returns 1 if there is one, 0
 * if there is none, or -1 with `error` set if the file cannot be read. */
int key_files_find_contact(const char *name, struct contact *contact,
                           struct error *error);

/* Forget the contact of this name.  Returns as key_files_forget does. */
int key_files_forget_contact(const char *name, struct error *error);

/* Call `show` for each contact, in the order in which they were saved.
 * Returns 0, or -1 with `error` set. */
int key_files_each_contact(void (*show)(void *context,
                                        const struct contact *contact),
                           void *context, struct error *error);

/* Remember that the contact was met at that place.  A failure is ignored: it
 * is no reason not to talk. */
void key_files_note_place(const struct contact *contact,
                          const struct contact_place *place);

/* Forget the caller with this fingerprint.  Returns as key_files_forget
 * does. */
int key_files_forget_caller(const char *fingerprint, struct error *error);

#endif
