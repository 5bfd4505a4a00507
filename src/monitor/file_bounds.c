/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/file_bounds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

#include "base/error.h"
#include "base/i18n.h"
#include "monitor/home_path.h"

/* Directories on the way may be unreadable. */
#ifdef O_PATH
#define PASSING (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#else
#define PASSING (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#endif

/* ---- The directories that count ------------------------------------------ */

static struct file_bounds_place place_of(const struct stat *status)
{
    return (struct file_bounds_place){
        .is_there = true,
        .device = status->st_dev,
        .inode = status->st_ino,
    };
}

static bool is_same(const struct file_bounds_place *one,
                    const struct file_bounds_place *other)
{
    return one->is_there && other->is_there &&
           one->device == other->device && one->inode == other->inode;
}

static struct file_bounds_place find_place(const char *path)
{
    const struct file_bounds_place none = {0};
    struct stat status;

    if (!path || stat(path, &status) < 0 || !S_ISDIR(status.st_mode))
        return none;
    return place_of(&status);
}

void file_bounds_begin(struct file_bounds *bounds, const char *own)
{
    bounds->home = find_place(home_path());
    bounds->start = find_place(".");
    bounds->own = find_place(own);
}

/* ---- The walk ------------------------------------------------------------ */

struct walk {
    const struct file_bounds *bounds;
    int directory;  /* the directory that was reached; -1: none */
    bool is_at_home;
    bool is_inside; /* it came through home, or the start */
    bool is_hidden; /* it came through a name with a dot */
    bool is_barred; /* it came where nothing may be read */
};

static bool is_system(const char *path)
{
    static const char *const names[] = {"/proc", "/sys", "/dev"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);

        if (strncmp(path, names[i], length) == 0 &&
            (path[length] == '/' || path[length] == '\0'))
            return true;
    }
    return false;
}

/* Is this a file system of the kernel's own, wherever it is mounted? */
static bool is_kernels(int directory)
{
#ifdef __linux__
    static const unsigned long magic[] = {
        PROC_SUPER_MAGIC,  SYSFS_MAGIC,         DEBUGFS_MAGIC,
        TRACEFS_MAGIC,     SECURITYFS_MAGIC,    CGROUP_SUPER_MAGIC,
        BPF_FS_MAGIC,      CGROUP2_SUPER_MAGIC,
    };
    struct statfs status;

    if (fstatfs(directory, &status) < 0)
        return true;
    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
        if ((unsigned long)status.f_type == magic[i])
            return true;
#else
    (void)directory;
#endif
    return false;
}

/* Judge the directory that was reached.  Returns 0, or -1. */
static int arrive(struct walk *walk)
{
    const struct file_bounds *bounds = walk->bounds;
    struct file_bounds_place here;
    struct stat status;

    if (fstat(walk->directory, &status) < 0)
        return -1;
    here = place_of(&status);
    if (is_same(&here, &bounds->home)) {
        walk->is_inside = walk->is_at_home = true;
        walk->is_hidden = false;
    }
    walk->is_inside |= is_same(&here, &bounds->start);
    walk->is_barred |= is_same(&here, &bounds->own);
    return 0;
}

/* Go on into the directory `name`.  Returns 0, or -1. */
static int step(struct walk *walk, const char *name)
{
    int next = openat(walk->directory, name, PASSING);

    close(walk->directory);
    walk->directory = next;
    walk->is_hidden |= *name == '.';
    return next < 0 ? -1 : arrive(walk);
}

/* Walk along the resolved `path`; if `rest` is given, only up to its last name,
 * which is put into `rest`.  The root, where it begins, is not judged: nobody
 * keeps their own files there, even if it is their home or where they started
 * charla.  Returns 0, or -1 with errno set. */
static int walk_along(struct walk *walk, const char *path,
                      char rest[NAME_MAX + 1])
{
    char name[NAME_MAX + 1];

    walk->is_barred = is_system(path);
    walk->directory = open("/", PASSING);
    while (walk->directory >= 0 && *path == '/') {
        size_t length = strcspn(++path, "/");

        if (length > NAME_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(name, path, length);
        name[length] = '\0';
        path += length;
        if (rest && *path == '\0') {
            memcpy(rest, name, length + 1);
            walk->is_hidden |= *name == '.';
            break;
        }
        if (length > 0 && step(walk, name) < 0)
            return -1;
    }
    if (walk->directory < 0)
        return -1;
    walk->is_barred |= is_kernels(walk->directory);
    return 0;
}

/* ---- What is said -------------------------------------------------------- */

static void refuse(const char *path, int number, struct error *error)
{
    const char *why = number == ENOENT  ? _("there is no such file")
                      : number == ELOOP ? _("its links lead in a circle")
                                        : error_words(number);

    error_set(error, _("cannot send %.500s: %s"), path, why);
}

static bool is_in_bounds(const struct walk *walk, const char *path,
                         struct error *error)
{
    if (walk->is_barred || !walk->is_inside)
        error_set(error,
                  _("cannot send %.500s: only files below your home directory, "
                    "or below the directory where you started charla, can be "
                    "sent"),
                  path);
    else if (walk->is_hidden)
        error_set(error,
                  _("cannot send %.500s: it is hidden, or in a hidden "
                    "directory; what begins with a dot is never sent"),
                  path);
    else
        return true;
    return false;
}

/* Resolve the path and walk it, see walk_along.  Returns 0 with the walk's
 * directory open, or -1. */
static int reach(struct walk *walk, const char *path, char rest[NAME_MAX + 1],
                 struct error *error)
{
    char expanded[PATH_MAX], resolved[PATH_MAX];

    if (!home_path_expand(path, expanded))
        refuse(path, ENAMETOOLONG, error);
    else if (!realpath(expanded, resolved) ||
             walk_along(walk, resolved, rest) < 0)
        refuse(path, errno, error);
    else if (is_in_bounds(walk, path, error))
        return 0;
    if (walk->directory >= 0)
        close(walk->directory);
    return -1;
}

int file_bounds_find(const struct file_bounds *bounds, const char *path,
                     struct file_bounds_found *found, struct error *error)
{
    struct walk walk = {.bounds = bounds, .directory = -1};

    *found->name = '\0';
    if (reach(&walk, path, found->name, error) < 0)
        return -1;
    found->directory = walk.directory;
    found->is_at_home = walk.is_at_home;
    return 0;
}

int file_bounds_open_directory(const struct file_bounds *bounds,
                               const char *path)
{
    struct walk walk = {.bounds = bounds, .directory = -1};
    struct error ignored = {0};
    int directory;

    if (reach(&walk, path, NULL, &ignored) < 0)
        return -1;
    directory =
        openat(walk.directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    close(walk.directory);
    return directory;
}
