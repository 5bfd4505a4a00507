/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of key_files.c for a charla that is configured --without-gnutls,
 * which has no keys. */
#include <config.h>

#include "crypto/key_files.h"

#include <stddef.h>

#include "base/error.h"
#include "base/i18n.h"

static int refuse(struct error *error)
{
    error_set(error, _("this charla is built without encryption"));
    return -1;
}

static int public_key(void *context, struct key_agent_spki *spki,
                      struct error *error)
{
    (void)context;
    (void)spki;
    return refuse(error);
}

static int sign(void *context, const void *text, size_t length,
                unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                struct error *error)
{
    (void)context;
    (void)text;
    (void)length;
    (void)signature;
    return refuse(error);
}

static int check_peer(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error)
{
    (void)context;
    (void)theirs;
    (void)trust;
    return refuse(error);
}

static int knows_peer(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return 0;
}

static int verify_peer(void *context, const struct fingerprint *theirs,
                       struct error *error)
{
    (void)context;
    (void)theirs;
    return refuse(error);
}

static int keep_peer(void *context, const struct fingerprint *theirs,
                     const char *name, struct error *error)
{
    (void)context;
    (void)theirs;
    (void)name;
    return refuse(error);
}

static int find_claimed(void *context, const struct fingerprint *theirs,
                        const char *claim, size_t length,
                        char name[CONTACT_NAME_MAX + 1], struct error *error)
{
    (void)context;
    (void)theirs;
    (void)claim;
    (void)length;
    (void)name;
    (void)error;
    return 0;
}

char *key_files_directory(void)
{
    return NULL;
}

void key_files_expect_code(struct key_files *files, bool is_found)
{
    (void)files;
    (void)is_found;
}

void key_files_expect(struct key_files *files, const struct contact *contact)
{
    (void)files;
    (void)contact;
}

int key_files_find_contact(const char *name, struct contact *contact,
                           struct error *error)
{
    (void)name;
    (void)contact;
    (void)error;
    return 0;
}

int key_files_forget_contact(const char *name, struct error *error)
{
    (void)name;
    (void)error;
    return 0;
}

int key_files_each_contact(void (*show)(void *context,
                                        const struct contact *contact),
                           void *context, struct error *error)
{
    (void)show;
    (void)context;
    return refuse(error);
}

struct key_files *key_files_new(const char *host, const char *port)
{
    (void)host;
    (void)port;
    return NULL;
}

void key_files_free(struct key_files *files)
{
    (void)files;
}

struct key_agent key_files_agent(struct key_files *files)
{
    (void)files;
    return (struct key_agent){
        .public_key = public_key,
        .sign = sign,
        .check_peer = check_peer,
        .knows_peer = knows_peer,
        .verify_peer = verify_peer,
        .keep_peer = keep_peer,
        .find_claimed = find_claimed,
    };
}

int key_files_forget(const char *host, const char *port, struct error *error)
{
    (void)host;
    (void)port;
    return refuse(error);
}

void key_files_note_place(const struct contact *contact,
                          const struct contact_place *place)
{
    (void)contact;
    (void)place;
}

int key_files_forget_caller(const char *fingerprint, struct error *error)
{
    (void)fingerprint;
    return refuse(error);
}
