/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* contact_name: checks and compares the names of contacts.  Pure.
 *
 * The name of a contact is one word of letters, digits, "_" and "-" in any
 * script, at most CONTACT_NAME_MAX bytes of UTF-8 and 32 columns.  It begins
 * with a letter or a digit and is not a number, so it cannot be mistaken for an
 * option, an address, a port or a code. */
#ifndef CHARLA_CONTACT_NAME_H
#define CHARLA_CONTACT_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define CONTACT_NAME_MAX 64

/* Write the name in the form in which it is stored (Unicode NFC).  Returns
 * false, and writes nothing, if `text` is not a valid name. */
bool contact_name_normalize(const char *text, char name[CONTACT_NAME_MAX + 1]);

/* Are these the same name?  Case does not matter. */
bool contact_name_equals(const char *one, const char *other);

/* Could a reader mistake the name that somebody claims for `name`?  Case,
 * blanks, invisible characters and letters of other scripts that look the same
 * make no difference. */
bool contact_name_resembles(const char *claim, size_t length,
                            const char *name);

#endif
