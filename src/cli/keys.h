/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* keys: the commands that show or forget keys: --fingerprint, --contacts and
 * --forget.
 * Each returns the exit status of the program. */
#ifndef CHARLA_KEYS_H
#define CHARLA_KEYS_H

struct options;

/* Print the fingerprint of this user's key, which is made if there is none. */
int keys_show_fingerprint(void);

/* Print the contacts, a row each: for people, or for programs if standard
 * output is no terminal. */
int keys_list_contacts(void);

/* Forget the contact with the name that is the host in `options`, or the key
 * of that host and port. */
int keys_forget_host(const struct options *options);

/* Forget the caller whose fingerprint is the host in `options`. */
int keys_forget_caller(const struct options *options);

#endif
