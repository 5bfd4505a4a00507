/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/file_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "monitor/file_bounds.h"

static int refuse(const char *path, const char *why, struct error *error)
{
    error_set(error, _("cannot send %.500s: %s"), path, why);
    return -1;
}

static int check_kind(const struct stat *status, const char *path,
                      struct error *error)
{
    if (S_ISDIR(status->st_mode))
        return refuse(path,
                      _("it is a directory; make one file of it first, with "
                        "tar or zip"),
                      error);
    if (!S_ISREG(status->st_mode))
        return refuse(path, _("it is not a regular file"), error);
    return 0;
}

static int check_right(const struct stat *status, bool is_at_home,
                       const char *path, struct error *error)
{
    if (geteuid() == 0 && !is_at_home && !(status->st_mode & S_IROTH))
        return refuse(path,
                      _("not everybody may read it; run by root, charla sends "
                        "such files only from root's home directory"),
                      error);
    return 0;
}

/* Open the file that was found, and make sure that it is still the same. */
static int open_regular(const struct file_bounds_found *found,
                        struct stat *status, const char *path,
                        struct error *error)
{
    int fd;

    if (fstatat(found->directory, found->name, status, AT_SYMLINK_NOFOLLOW) <
        0)
        return refuse(path, error_words(errno), error);
    if (check_kind(status, path, error) < 0)
        return -1;
    fd = openat(found->directory, found->name,
                O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return refuse(path, error_words(errno), error);
    if (fstat(fd, status) == 0 && check_kind(status, path, error) == 0 &&
        check_right(status, found->is_at_home, path, error) == 0)
        return fd;
    close(fd);
    return -1;
}

int file_source_open(const struct file_bounds *bounds, const char *path,
                     struct file_source_facts *facts, struct error *error)
{
    const char *slash = strrchr(path, '/');
    struct file_bounds_found found;
    struct stat status;
    int fd;

    if (file_bounds_find(bounds, path, &found, error) < 0)
        return -1;
    fd = open_regular(&found, &status, path, error);
    close(found.directory);
    if (fd < 0)
        return -1;
    *facts = (struct file_source_facts){
        .size = (uint64_t)status.st_size,
        .modified = status.st_mtime,
    };
    snprintf(facts->name, sizeof facts->name, "%s",
             slash ? slash + 1 : path);
    return fd;
}
