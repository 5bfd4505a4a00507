/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* user_dirs: reads the file user-dirs.dirs, in which desktops keep where a
 * user's documents, pictures and downloads are (user-dirs.dirs(5)).  Pure. */
#ifndef CHARLA_USER_DIRS_H
#define CHARLA_USER_DIRS_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

/* Find the directory `key`, such as "XDG_DOWNLOAD_DIR", in the file's `length`
 * bytes, and append its path and a '\0' to `path`.
 *
 * A line reads KEY="$HOME/..." or KEY="/...", with a "\" before what would mean
 * something to a shell; the last line for a key counts, other lines are passed
 * over.  The home directory itself means that there is no such directory.
 * Returns false, and appends nothing, if there is none. */
bool user_dirs_find(const char *text, size_t length, const char *key,
                    const char *home, struct buffer *path);

#endif
