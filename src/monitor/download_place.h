/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* download_place: finds and opens the directory for received files.  For the
 * monitor, which alone opens it. */
#ifndef CHARLA_DOWNLOAD_PLACE_H
#define CHARLA_DOWNLOAD_PLACE_H

#include <limits.h>
#include <stdbool.h>

/* Is this value of --download a directory?  It may begin with "~/", because a
 * shell does not replace that after a "=". */
bool download_place_is_good(const char *named);

/* Find the path of the directory.  It is `named`, the value of --download; if
 * that is NULL, the XDG download directory ($XDG_CONFIG_HOME or ~/.config,
 * user-dirs.dirs, see user_dirs.h); if there is none, the working directory,
 * unless that is hidden or below a hidden one: programs act on files in some of
 * these.  Returns 0, or -1 if there is no such directory. */
int download_place_find(const char *named, char path[PATH_MAX]);

/* Open the directory.  Returns a descriptor, which the caller closes, or -1
 * with errno. */
int download_place_open(const char *path);

#endif
