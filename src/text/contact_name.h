/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* contact_name: the name under which the user keeps somebody.  Pure.
 *
 * It is one word of letters, digits, "_" and "-" in any script, at most
 * CONTACT_NAME_MAX bytes of UTF-8 and 32 columns.  It begins with a letter or
 * a digit and is no number, so that it cannot be taken for an option, an
 * address, a port or a code. */
#ifndef CHARLA_CONTACT_NAME_H
#define CHARLA_CONTACT_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define CONTACT_NAME_MAX 64

/* Write the name in the one form in which it is kept (Unicode NFC).  False,
 * and nothing is written, when `text` is no name for a contact. */
bool contact_name_normalize(const char *text, char name[CONTACT_NAME_MAX + 1]);

/* Is it the same name?  Upper and lower case count as the same. */
bool contact_name_equals(const char *one, const char *other);

/* Might a reader take what somebody claims to be called for the name `name`?
 * Case, blanks, invisible characters and letters of other scripts that look
 * the same make no difference. */
bool contact_name_resembles(const char *claim, size_t length,
                            const char *name);

#endif
