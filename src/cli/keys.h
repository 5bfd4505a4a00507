/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* keys: does what --fingerprint, --contacts and --forget ask for: shows or
 * forgets keys.  Each function returns the exit status of the program. */
#ifndef CHARLA_KEYS_H
#define CHARLA_KEYS_H

struct options;

/* Print the fingerprint of this user's key, which is made if there is none. */
int keys_show_fingerprint(void);

/* Print the contacts, one row for each: in columns on a terminal, else in the
 * form for programs (cli/table.h). */
int keys_list_contacts(void);

/* Forget the contact whose name `options` has as host, or the key of that host
 * and port. */
int keys_forget_host(const struct options *options);

/* Forget the caller whose fingerprint `options` has as host. */
int keys_forget_caller(const struct options *options);

#endif
