/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/file_completion.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "monitor/file_bounds.h"

/* The longest name, its "/" and its '\0'. */
#define ROOM_FOR_ONE (NAME_MAX + 2)

struct search {
    const struct file_bounds *bounds;
    char directory[PATH_MAX]; /* with its "/", or "" */
    const char *beginning;    /* of the name; borrowed */
    struct buffer *names;
    size_t from;  /* where the first name is in `names` */
    size_t limit; /* how long `names` may become */
    size_t alike; /* how many bytes all names have in common */
    char odd[ROOM_FOR_ONE]; /* a name that has no more in common; "": the
                               first one */
    bool is_cut;            /* there was no room for all names */
};

/* Does the link lead to a directory (1), a file (0), or something else (-1)? */
static int kind_of_link(const struct search *search, const char *name)
{
    char path[PATH_MAX + NAME_MAX];
    struct file_bounds_found found;
    struct error ignored = {0};
    struct stat status;
    int result;

    snprintf(path, sizeof path, "%s%s", search->directory, name);
    if (file_bounds_find(search->bounds, path, &found, &ignored) < 0)
        return -1;
    result = fstatat(found.directory, found.name, &status,
                     AT_SYMLINK_NOFOLLOW);
    close(found.directory);
    if (result < 0)
        return -1;
    return S_ISDIR(status.st_mode) ? 1 : S_ISREG(status.st_mode) ? 0 : -1;
}

static int kind_of(const struct search *search, int directory,
                   const char *name)
{
    struct stat status;

    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return -1;
    if (S_ISLNK(status.st_mode))
        return kind_of_link(search, name);
    return S_ISDIR(status.st_mode) ? 1 : S_ISREG(status.st_mode) ? 0 : -1;
}

/* Note how much this name has in common with the first one. */
static void compare(struct search *search, const char *name)
{
    const char *first = search->names->data + search->from;
    size_t alike = 0;

    while (name[alike] && name[alike] == first[alike])
        alike++;
    if (alike >= search->alike)
        return;
    search->alike = alike;
    snprintf(search->odd, sizeof search->odd, "%s", name);
}

static void add(struct search *search, const char *name, bool is_directory)
{
    struct buffer *names = search->names;
    char whole[ROOM_FOR_ONE];
    size_t length = (size_t)snprintf(whole, sizeof whole, "%s%s", name,
                                     is_directory ? "/" : "");

    if (names->length == search->from)
        search->alike = length;
    else
        compare(search, whole);
    if (names->length + length + 1 + ROOM_FOR_ONE <= search->limit)
        buffer_append(names, whole, length + 1);
    else
        search->is_cut = true;
}

static void read_directory(struct search *search, int fd)
{
    size_t length = strlen(search->beginning);
    DIR *stream = fdopendir(fd);
    const struct dirent *entry;

    if (!stream) {
        close(fd);
        return;
    }
    while ((entry = readdir(stream))) {
        int kind;

        if (*entry->d_name == '.' ||
            strncmp(entry->d_name, search->beginning, length) != 0)
            continue;
        kind = kind_of(search, fd, entry->d_name);
        if (kind >= 0)
            add(search, entry->d_name, kind > 0);
    }
    closedir(stream);
}

void file_completion_find(const struct file_bounds *bounds, const char *typed,
                          size_t most, struct buffer *names)
{
    const char *slash = strrchr(typed, '/');
    size_t length = slash ? (size_t)(slash - typed) + 1 : 0;
    struct search search = {
        .bounds = bounds,
        .beginning = typed + length,
        .names = names,
        .from = names->length,
        .limit = names->length + most,
    };
    int fd;

    if (length >= sizeof search.directory)
        return;
    memcpy(search.directory, typed, length);
    if (strcmp(typed, "~") == 0) {
        buffer_append(names, "~/", 3);
        return;
    }
    fd = file_bounds_open_directory(bounds, length ? search.directory : ".");
    if (fd >= 0)
        read_directory(&search, fd);
    if (search.is_cut && *search.odd)
        buffer_append(names, search.odd, strlen(search.odd) + 1);
}
