/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of announcement_tag.c for a charla that is configured
 * --without-gnutls, which has no keys: it makes no tags and recognises none. */
#include <config.h>

#include "crypto/announcement_tag.h"

int announcement_tag_make(const struct fingerprint *key,
                          struct announcement_tag *tag)
{
    (void)key;
    (void)tag;
    return -1;
}

bool announcement_tag_is_of(const struct announcement_tag *tag,
                            const struct fingerprint *key)
{
    (void)tag;
    (void)key;
    return false;
}
