/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/download_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "monitor/home_path.h"
#include "monitor/user_dirs.h"

/* The longest user-dirs.dirs that is read, in bytes; a real one is much
 * shorter. */
#define USER_DIRS_MAX ((size_t)64 * 1024)

static bool is_directory(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool download_place_is_good(const char *named)
{
    char path[PATH_MAX];

    return home_path_expand(named, path) && is_directory(path);
}

/* ---- The XDG download directory ------------------------------------------ */

/* Open the file without waiting, in case it is a FIFO. */
static int open_user_dirs(const char *home)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    struct buffer path = {0};
    struct stat status;
    int fd;

    if (config && *config == '/')
        buffer_printf(&path, "%s/user-dirs.dirs", config);
    else
        buffer_printf(&path, "%s/.config/user-dirs.dirs", home);
    buffer_append(&path, "", 1);
    fd = open(path.data, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    buffer_release(&path);
    if (fd >= 0 && (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void read_all(int fd, struct buffer *text)
{
    char room[4096];
    ssize_t count;

    while (text->length < USER_DIRS_MAX &&
           ((count = read(fd, room, sizeof room)) > 0 ||
            (count < 0 && errno == EINTR)))
        if (count > 0)
            buffer_append(text, room, (size_t)count);
}

static bool find_xdg(char path[PATH_MAX])
{
    const char *home = home_path();
    struct buffer text = {0}, found = {0};
    bool result;
    int fd = home ? open_user_dirs(home) : -1;

    if (fd < 0)
        return false;
    read_all(fd, &text);
    close(fd);
    result = text.length > 0 &&
             user_dirs_find(text.data, text.length, "XDG_DOWNLOAD_DIR", home,
                            &found) &&
             found.length <= PATH_MAX && is_directory(found.data);
    if (result)
        memcpy(path, found.data, found.length);
    buffer_release(&text);
    buffer_release(&found);
    return result;
}

/* ---- Any of them --------------------------------------------------------- */

/* Is a directory of this path hidden?  Other programs may act on a file in a
 * hidden directory, such as ~/.ssh/rc or ~/.config/autostart. */
static bool is_hidden(const char *path)
{
    char home[PATH_MAX];
    const char *known = home_path();
    size_t length = known && realpath(known, home) ? strlen(home) : 0;

    if (length > 1 && strncmp(path, home, length) == 0 &&
        (path[length] == '/' || path[length] == '\0'))
        path += length;
    return strstr(path, "/.") != NULL;
}

static bool find_working(char path[PATH_MAX])
{
    return getcwd(path, PATH_MAX) && *path == '/' && !is_hidden(path);
}

int download_place_find(const char *named, char path[PATH_MAX])
{
    if (named)
        return snprintf(path, PATH_MAX, "%s", named) < PATH_MAX ? 0 : -1;
    return find_xdg(path) || find_working(path) ? 0 : -1;
}

int download_place_open(const char *path)
{
    char expanded[PATH_MAX];

    if (!home_path_expand(path, expanded)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(expanded, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}
