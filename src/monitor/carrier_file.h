/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* carrier_file: where charla's own programs, charla-web and charla-mqtt, are.
 *
 * The directory is $CHARLA_LIBEXECDIR if that is set.  Else a program that
 * lies beside the running charla is taken, as in the tree where charla was
 * built, and else the one that was installed.  A program beside charla has to
 * belong to charla's owner: in a directory like /tmp anybody may put one.
 * With the privileges of a set-user-ID program only the installed one counts,
 * since the caller chooses the environment and, by a link, charla's place. */
#ifndef CHARLA_CARRIER_FILE_H
#define CHARLA_CARRIER_FILE_H

/* To be called before the sandbox.  Returns the file of the program `name`,
 * which the caller frees; NULL: there is none that can be executed. */
char *carrier_file_find(const char *name);

#endif
