/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/home_path.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

const char *home_path(void)
{
    const char *home = getenv("HOME");
    const struct passwd *user;

    if (home && *home == '/')
        return home;
    user = getpwuid(geteuid());
    return user && *user->pw_dir == '/' ? user->pw_dir : NULL;
}

bool home_path_expand(const char *path, char expanded[PATH_MAX])
{
    bool is_home = path[0] == '~' && (path[1] == '/' || path[1] == '\0');
    const char *home = is_home ? home_path() : "";
    int length;

    if (!home)
        return false;
    length =
        snprintf(expanded, PATH_MAX, "%s%s", home, is_home ? path + 1 : path);
    return length < PATH_MAX;
}
