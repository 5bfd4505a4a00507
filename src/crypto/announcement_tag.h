/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* announcement_tag: lets those who know a key recognise who announces itself,
 * and nobody else: the salt is another one each time. */
#ifndef CHARLA_ANNOUNCEMENT_TAG_H
#define CHARLA_ANNOUNCEMENT_TAG_H

#include <stdbool.h>

#include "crypto/fingerprint.h"

/* Eight bytes in hexadecimal, and '\0'. */
#define ANNOUNCEMENT_TAG_MAX 17

struct announcement_tag {
    char salt[ANNOUNCEMENT_TAG_MAX]; /* "": none */
    char hash[ANNOUNCEMENT_TAG_MAX]; /* the first 8 bytes of SHA-256(salt ·
                                        fingerprint), both as they are
                                        written */
};

/* The tag of this key with a salt that is drawn by lot.  Loads the encryption
 * library.  Returns 0, or -1. */
int announcement_tag_make(const struct fingerprint *key,
                          struct announcement_tag *tag);

/* Is it the tag of this key? */
bool announcement_tag_is_of(const struct announcement_tag *tag,
                            const struct fingerprint *key);

#endif
