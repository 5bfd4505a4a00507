/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/storage_place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "text/shell.h"

static char *finish_string(struct buffer *text)
{
    buffer_append(text, "", 1);
    return text->data;
}

/* ---- Where it is --------------------------------------------------------- */

/* The path of the directory; the caller frees, NULL: there is none.  The Base
 * Directory Specification says that a relative path is ignored. */
static char *directory(void)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    struct buffer path = {0};

    if (data && *data == '/')
        buffer_printf(&path, "%s/charla", data);
    else if (home && *home == '/')
        buffer_printf(&path, "%s/.local/share/charla", home);
    else
        return NULL;
    return finish_string(&path);
}

bool storage_has_place(void)
{
    char *path = directory();
    bool result = path != NULL;

    free(path);
    return result;
}

char *storage_path(const char *name, struct error *error)
{
    char *base = directory();
    struct buffer path = {0};

    if (!base) {
        error_set(error, _("there is no place for charla's keys: neither "
                           "XDG_DATA_HOME nor HOME names a directory; set one "
                           "of them, or talk without encryption with "
                           "--plain"));
        return NULL;
    }
    buffer_printf(&path, "%s/%s", base, name);
    free(base);
    return finish_string(&path);
}

/* ---- Why not ------------------------------------------------------------- */

void storage_refuse(const char *path, int number, struct error *error)
{
    error_set(error,
              _("cannot use %s: %s; set XDG_DATA_HOME to another directory "
                "for charla's keys, or talk without encryption with --plain"),
              path, error_words(number));
}

static void refuse_owner(const char *path, struct error *error)
{
    char *word = shell_quote(path);

    if (geteuid() == 0)
        error_set(error,
                  _("%s belongs to another user, so charla, run by root, keeps "
                    "no keys there; set HOME or XDG_DATA_HOME to a directory "
                    "of root's, or talk without encryption with --plain"),
                  path);
    else
        error_set(error,
                  _("%s belongs to another user; get it back with: sudo chown "
                    "-R %lu %s"),
                  path, (unsigned long)geteuid(), word);
    free(word);
}

int storage_check_absent(const char *path, struct error *error)
{
    struct stat status;

    /* If it is no link, another process has made it since. */
    if (lstat(path, &status) < 0 || !S_ISLNK(status.st_mode))
        return 0;
    error_set(error,
              _("%s is a symbolic link to nothing; repair it or remove it"),
              path);
    return -1;
}

/* ---- Whose it is --------------------------------------------------------- */

/* May this directory be used?  A user who can write to it can replace every
 * file in it. */
static int check_directory(const struct stat *status, const char *path,
                           struct error *error)
{
    if (!S_ISDIR(status->st_mode)) {
        error_set(error, _("%s is not a directory"), path);
        return -1;
    }
    if (status->st_uid != geteuid()) {
        refuse_owner(path, error);
        return -1;
    }
    if (status->st_mode & (S_IWGRP | S_IWOTH)) {
        char *word = shell_quote(path);
        error_set(error,
                  _("others can write to %s; fix it with: chmod 700 %s"),
                  path, word);
        free(word);
        return -1;
    }
    return 0;
}

int storage_check_file(int fd, const char *path, struct error *error)
{
    struct stat status;

    if (fstat(fd, &status) < 0) {
        storage_refuse(path, errno, error);
        return -1;
    }
    if (!S_ISREG(status.st_mode)) {
        error_set(error, _("%s is not a regular file"), path);
        return -1;
    }
    if (status.st_uid != geteuid()) {
        refuse_owner(path, error);
        return -1;
    }
    if (status.st_mode & (S_IRWXG | S_IRWXO)) {
        char *word = shell_quote(path);
        error_set(error, _("others can read %s; fix it with: chmod 600 %s"),
                  path, word);
        free(word);
        return -1;
    }
    return 0;
}

/* ---- From the root down to it -------------------------------------------- */

/* Handles one directory on the way down to the last.  `status` is that of the
 * directory above, and becomes that of `path`.  Returns 1 to go on, 0 to stop
 * because nothing is there, or -1 with `error` set. */
typedef int step_function(const char *path, struct stat *status,
                          struct error *error);

static int look(const char *path, struct stat *status, struct error *error)
{
    if (stat(path, status) == 0)
        return 1;
    if (errno == ENOENT)
        return storage_check_absent(path, error);
    if (errno == ENOTDIR)
        return 0; /* as with HOME=/dev/null: nothing can be below it */
    storage_refuse(path, errno, error);
    return -1;
}

static void refuse_directory_of(const char *path, struct error *error)
{
    char *above = memory_string(path);

    *strrchr(above, '/') = '\0';
    refuse_owner(above, error);
    free(above);
}

static int make(const char *path, struct stat *status, struct error *error)
{
    uid_t owner_above = status->st_uid;

    if (stat(path, status) == 0)
        return 1;
    if (storage_check_absent(path, error) < 0)
        return -1;
    if (owner_above != 0 && geteuid() == 0) {
        refuse_directory_of(path, error);
        return -1;
    }
    if ((mkdir(path, 0700) < 0 && errno != EEXIST) ||
        stat(path, status) < 0) {
        storage_refuse(path, errno, error);
        return -1;
    }
    return 1;
}

/* Take the step for each directory on the way to `path` and for `path` itself,
 * and check that one.  Returns 0, or -1 with `error` set. */
static int walk(char *path, step_function *step, struct error *error)
{
    struct stat status = {0}; /* the root is root's */
    char *slash = path;
    int result;

    do {
        slash = strchr(slash + 1, '/');
        if (slash)
            *slash = '\0';
        result = step(path, &status, error);
        if (slash)
            *slash = '/';
    } while (slash && result > 0);
    if (result > 0)
        result = check_directory(&status, path, error);
    return result;
}

static int walk_to_place(step_function *step, struct error *error)
{
    char *path = directory();
    int result = -1;

    if (path)
        result = walk(path, step, error);
    else
        free(storage_path("", error)); /* sets `error`: there is no place */
    free(path);
    return result;
}

int storage_check_place(struct error *error)
{
    return walk_to_place(look, error);
}

int storage_make_place(struct error *error)
{
    return walk_to_place(make, error);
}

char *storage_directory(struct error *error)
{
    return storage_make_place(error) < 0 ? NULL : directory();
}
