/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/tree.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "support/temporary.h"

static char root[PATH_MAX];

void tree_make(void)
{
    char path[TEMPORARY_MAX];

    temporary_directory(path);
    cr_assert_not_null(realpath(path, root));
    cr_assert_eq(chmod(root, 0755), 0);
}

void tree_need_room(unsigned long long size)
{
    struct statvfs space;

    cr_assert_eq(statvfs(root, &space), 0);
    if ((unsigned long long)space.f_bavail * space.f_frsize >= size)
        return;
    tree_remove(); /* a skipped test does not get to its end */
    cr_skip_test("%s has no room for %llu bytes", root, size);
}

static int remove_one(const char *path, const struct stat *status, int kind,
                      struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    (void)remove(path);
    return 0;
}

void tree_remove(void)
{
    if (chdir("/") == 0)
        (void)nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *tree_path(const char *name)
{
    static char paths[8][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, PATH_MAX, "%.3000s/%.1000s", root, name);
    return path;
}

void tree_directory(const char *name)
{
    cr_assert_eq(mkdir(tree_path(name), 0755), 0, "%s", name);
}

void tree_file(const char *name, const char *words)
{
    int fd = open(tree_path(name), O_WRONLY | O_CREAT | O_EXCL, 0644);
    size_t length = strlen(words);

    cr_assert_geq(fd, 0, "%s", name);
    cr_assert_eq(write(fd, words, length), (ssize_t)length);
    close(fd);
}

void tree_link(const char *name, const char *target)
{
    cr_assert_eq(symlink(target, tree_path(name)), 0, "%s", name);
}

bool tree_has(const char *name)
{
    struct stat status;

    return lstat(tree_path(name), &status) == 0;
}

size_t tree_count(const char *name)
{
    DIR *stream = opendir(tree_path(name));
    size_t count = 0;

    cr_assert_not_null(stream, "%s", name);
    while (readdir(stream))
        count++;
    closedir(stream);
    return count - 2;
}

const char *tree_words(const char *name)
{
    static char words[4096];
    int fd = open(tree_path(name), O_RDONLY);
    ssize_t length = fd < 0 ? -1 : read(fd, words, sizeof words - 1);

    cr_assert_geq(length, 0, "%s", name);
    words[length] = '\0';
    close(fd);
    return words;
}
