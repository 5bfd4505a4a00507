/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_bounds: which files may be read for a conversation, whoever asks: the
 * one place where that is decided.
 *
 * A path is first resolved to one without links, and that is then walked from
 * the root, directory by directory, without following a link: so the path that
 * was judged is the one that was walked, whatever others change meanwhile.  It
 * is in bounds if
 *
 *   - it leads through the home directory, or the one that charla was started
 *     in; "/" counts as neither;
 *   - no name in it begins with a dot, but for those that lead to the home
 *     directory;
 *   - it does not lead through charla's own directory, which holds the key, or
 *     through /proc, /sys or /dev, or such a file system elsewhere.
 *
 * So a link is judged by where it leads.  A hard link is one more name that
 * somebody gave a file who could have copied it, and is judged by that name.
 * The directories are told by device and inode, not by their names. */
#ifndef CHARLA_FILE_BOUNDS_H
#define CHARLA_FILE_BOUNDS_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct error;

/* A directory, whatever it is called. */
struct file_bounds_place {
    bool is_there;
    dev_t device;
    ino_t inode;
};

struct file_bounds {
    struct file_bounds_place home, start, own;
};

/* Take down the home directory, the working directory, and `own`, charla's own
 * directory (NULL: there is none).  The working directory must not be changed
 * afterwards: relative paths begin there. */
void file_bounds_begin(struct file_bounds *bounds, const char *own);

/* Where a path leads. */
struct file_bounds_found {
    int directory;           /* where it is: good for openat and fstatat; the
                                caller closes it */
    char name[NAME_MAX + 1]; /* what it is called there, and no link */
    bool is_at_home;         /* below the home directory */
};

/* Resolve `path`, in which "~" and "~/..." mean the home directory.  Returns 0,
 * or -1 with `error` set to a sentence: nothing is there, or it is out of
 * bounds.  What it is, a file or something else, is not looked at. */
int file_bounds_find(const struct file_bounds *bounds, const char *path,
                     struct file_bounds_found *found, struct error *error);

/* Open the directory `path`, under the same rules, for reading its entries.
 * Returns a descriptor, which the caller closes, or -1. */
int file_bounds_open_directory(const struct file_bounds *bounds,
                               const char *path);

#endif
