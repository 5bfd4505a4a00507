/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* announcement_tag: marks an announcement in the local network so that only
 * those who already know the announcer's key recognise whose it is.  Each tag
 * has a new random salt, so nobody else can follow one announcer from network
 * to network (doc/protocol.md, "Finding each other"). */
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

/* Make a tag of this key with a random salt.  Loads the encryption library.
 * Returns 0, or -1. */
int announcement_tag_make(const struct fingerprint *key,
                          struct announcement_tag *tag);

/* Was this tag made of this key? */
bool announcement_tag_is_of(const struct announcement_tag *tag,
                            const struct fingerprint *key);

#endif
