/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* storage_place: finds and makes the directory for charla's own files, and
 * decides whether the files in it may be used.
 *
 * The directory is $XDG_DATA_HOME/charla, or ~/.local/share/charla (XDG Base
 * Directory Specification), with mode 0700.  A directory or file that belongs
 * to another user, or that others may write to, is refused, because somebody
 * else could have changed what charla trusts; the error names the command that
 * mends it.  A dangling symbolic link is refused too: the files behind it may
 * still exist, only out of reach.
 *
 * root makes nothing inside another user's directory, because that user could
 * not use it afterwards (su and sudo can leave HOME as it was). */
#ifndef CHARLA_STORAGE_PLACE_H
#define CHARLA_STORAGE_PLACE_H

#include <stdbool.h>

struct error;

/* Does the environment name a place at all? */
bool storage_has_place(void);

/* The path of the file `name`, which need not exist; the caller frees.  NULL
 * with `error` set when there is no place for it. */
char *storage_path(const char *name, struct error *error);

/* The path of the directory, which is made if it is missing; the caller frees.
 * NULL with `error` set when it cannot be made. */
char *storage_directory(struct error *error);

/* May the directory be used?  Returns 0 if it may, or if there is none; -1
 * with `error` set if not. */
int storage_check_place(struct error *error);

/* Make the directory if it is missing.  Returns 0, or -1 with `error` set when
 * it cannot be made or must not be used. */
int storage_make_place(struct error *error);

/* May the open file `fd`, which is at `path`, be used?  Returns 0, or -1 with
 * `error` set, also if it is not a regular file. */
int storage_check_file(int fd, const char *path, struct error *error);

/* No file was found at `path`: is there a dangling link?  Returns 0 if there
 * is nothing, or if another charla has made the file since; -1 with `error`
 * set if there is such a link. */
int storage_check_absent(const char *path, struct error *error);

/* Set `error` to say that `path` cannot be made, read or written because of
 * the errno value `number`, and what the user can do without it. */
void storage_refuse(const char *path, int number, struct error *error);

#endif
