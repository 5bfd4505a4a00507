/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* home_path: finds the user's home directory, and expands paths that begin with
 * "~". */
#ifndef CHARLA_HOME_PATH_H
#define CHARLA_HOME_PATH_H

#include <limits.h>
#include <stdbool.h>

/* The home directory: $HOME if that is an absolute path, else the one in the
 * user database.  NULL: there is none.  Borrowed from the environment or from
 * the database. */
const char *home_path(void);

/* Write `path` with a leading "~" or "~/" replaced by the home directory;
 * anything else, including "~name", is copied.  Returns false if the result is
 * too long, or there is no home directory. */
bool home_path_expand(const char *path, char expanded[PATH_MAX]);

#endif
