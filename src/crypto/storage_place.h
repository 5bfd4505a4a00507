/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* storage_place: finds and makes the directory for charla's own files, and
 * decides whether what is there may be used.
 *
 * It is $XDG_DATA_HOME/charla, or ~/.local/share/charla (XDG Base Directory
 * Specification), with mode 0700.  A directory or file that belongs to another
 * user, or in which others may write, is refused with the command that mends
 * it: somebody else could have put there what we trust.  So is a link that
 * leads nowhere: the files it once led to are not gone, only out of reach.
 *
 * As root nothing is made inside a directory of another user, who could not
 * use it afterwards (su and sudo can leave HOME as it was). */
#ifndef CHARLA_STORAGE_PLACE_H
#define CHARLA_STORAGE_PLACE_H

#include <stdbool.h>

struct error;

/* Does the environment name a place at all? */
bool storage_has_place(void);

/* The path of the file `name`, which need not exist; the caller frees.  NULL
 * with `error` set when there is no place for it. */
char *storage_path(const char *name, struct error *error);

/* The path of the directory, made if need be; the caller frees.  NULL with
 * `error` set when it cannot be made. */
char *storage_directory(struct error *error);

/* May the directory be read?  Returns 0: yes, or there is none; or -1 with
 * `error` set. */
int storage_check_place(struct error *error);

/* Make the directory if need be.  Returns 0, or -1 with `error` set when it
 * cannot be made or must not be used. */
int storage_make_place(struct error *error);

/* May the open file `fd`, which is at `path`, be used?  Returns 0, or -1 with
 * `error` set: also when it is no regular file. */
int storage_check_file(int fd, const char *path, struct error *error);

/* Tell `path`, where nothing was found, from a link that leads nowhere.
 * Returns 0: nothing is there, or another charla has made it since; -1 with
 * `error` set: such a link is. */
int storage_check_absent(const char *path, struct error *error);

/* Say that `path` cannot be made, read or written, for the reason `number` (of
 * errno), and what the user can do without it. */
void storage_refuse(const char *path, int number, struct error *error);

#endif
