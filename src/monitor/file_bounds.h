/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_bounds: decides which files may be read for a conversation; nothing
 * else decides that.
 *
 * A path is first resolved to one without links, and that is then opened from
 * the root, directory by directory, without following a link.  So the path
 * that is judged is the one that is opened, even if somebody changes it in
 * between.  It is in bounds if
 *
 *   - it leads through the home directory, or the one that charla was started
 *     in; "/" counts as neither;
 *   - no name in it begins with a dot, except those on the way to the home
 *     directory;
 *   - it does not lead through charla's own directory, which holds the key, or
 *     through /proc, /sys or /dev, or such a file system elsewhere.
 *
 * So a symbolic link is judged by its target.  A hard link is judged by its
 * own name: whoever made it could have copied the file.  Directories are
 * recognised by device and inode, not by their names. */
#ifndef CHARLA_FILE_BOUNDS_H
#define CHARLA_FILE_BOUNDS_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct error;

/* A directory, independent of its name. */
struct file_bounds_place {
    bool is_there;
    dev_t device;
    ino_t inode;
};

struct file_bounds {
    struct file_bounds_place home, start, own;
};

/* Remember the home directory, the working directory, and `own`, charla's own
 * directory (NULL: there is none).  The working directory must not be changed
 * afterwards, because relative paths begin there. */
void file_bounds_begin(struct file_bounds *bounds, const char *own);

/* Where a path leads. */
struct file_bounds_found {
    int directory;           /* the directory that it is in, for openat and
                                fstatat; the caller closes it */
    char name[NAME_MAX + 1]; /* its name there; it is no link */
    bool is_at_home;         /* below the home directory */
};

/* Find `path`, in which "~" and "~/..." mean the home directory.  Returns 0, or
 * -1 with `error` set if there is nothing, or it is out of bounds.  Does not
 * check whether it is a file or something else. */
int file_bounds_find(const struct file_bounds *bounds, const char *path,
                     struct file_bounds_found *found, struct error *error);

/* Open the directory `path`, under the same rules, for reading its entries.
 * Returns a descriptor, which the caller closes, or -1. */
int file_bounds_open_directory(const struct file_bounds *bounds,
                               const char *path);

#endif
