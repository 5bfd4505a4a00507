/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* user_dirs: parses the file user-dirs.dirs, in which desktops keep the places
 * of a user's documents, pictures and downloads (user-dirs.dirs(5)).  Pure. */
#ifndef CHARLA_USER_DIRS_H
#define CHARLA_USER_DIRS_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

/* Find the directory `key`, such as "XDG_DOWNLOAD_DIR", in the file's `length`
 * bytes, and append its path and a '\0' to `path`.
 *
 * A line reads KEY="$HOME/..." or KEY="/...", with a "\" before a character
 * that is special to a shell.  The last line for a key counts; other lines are
 * ignored.  If the value is the home directory itself, there is no such
 * directory.  Returns false, and appends nothing, if there is none. */
bool user_dirs_find(const char *text, size_t length, const char *key,
                    const char *home, struct buffer *path);

#endif
