/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* notes: since when the key of an entry is known, and whether it is verified.
 *
 * The file "notes" has a line for each entry:
 *
 *     HOST|SERVICE FINGERPRINT DATE [verified]
 *
 * Whoever writes or forgets holds storage_lock. */
#ifndef CHARLA_NOTES_H
#define CHARLA_NOTES_H

#include <stdbool.h>

#include "crypto/trust.h"

struct entry;
struct error;

struct note {
    char since[TRUST_DATE_MAX];
    bool verified;
    bool verified_elsewhere; /* the same key, for another entry; not written */
};

/* What is noted of this key of this entry: known since today and not verified
 * if nothing is, or if the key `is_known` not to be that of the entry.
 * Returns 0, or -1 with `error` set. */
int notes_read(const struct entry *entry, const struct fingerprint *key,
               bool is_known, struct note *note, struct error *error);

/* Note this of the key, in place of what there is on the entry.  Returns 0, or
 * -1 with `error` set. */
int notes_write(const struct entry *entry, const struct fingerprint *key,
                const struct note *note, struct error *error);

/* Forget what is noted on the entry; `distrusted`, unless it is NULL, is then
 * verified for no other entry either.  Returns 0, or -1 with `error` set. */
int notes_forget(const struct entry *entry,
                 const struct fingerprint *distrusted, struct error *error);

#endif
