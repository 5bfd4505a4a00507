/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* carrier_file: finds charla's own programs, charla-web and charla-mqtt.
 *
 * They are in $CHARLA_LIBEXECDIR if that is set.  Otherwise charla uses a
 * program beside its own file, as in the tree where charla was built, or else
 * the installed one.  A program beside charla must belong to charla's owner,
 * because in a directory like /tmp anybody may put one.  A set-user-ID charla
 * uses only the installed one, because the caller chooses the environment and,
 * with a link, the place of charla. */
#ifndef CHARLA_CARRIER_FILE_H
#define CHARLA_CARRIER_FILE_H

/* Find the file of the program `name`; to be called before the sandbox.
 * Returns its path, which the caller frees; NULL: there is none that can be
 * executed. */
char *carrier_file_find(const char *name);

#endif
