/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/clock.h"

/* Others hold the lock for some milliseconds; who holds it longer hangs. */
#define LOCK_PATIENCE_MS 3000
#define LOCK_PAUSE_NS 5000000L

static char *finish_string(struct buffer *text)
{
    buffer_append(text, "", 1);
    return text->data;
}

/* The Base Directory Specification: a relative path is to be ignored. */
static char *directory(struct error *error)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    struct buffer path = {0};

    if (data && *data == '/') {
        buffer_printf(&path, "%s/charla", data);
    } else if (home && *home == '/') {
        buffer_printf(&path, "%s/.local/share/charla", home);
    } else {
        error_set(error, _("no place for charla's keys: neither XDG_DATA_HOME "
                           "nor HOME names a directory"));
        return NULL;
    }
    return finish_string(&path);
}

char *storage_path(const char *name, struct error *error)
{
    char *base = directory(error);
    struct buffer path = {0};

    if (!base)
        return NULL;
    buffer_printf(&path, "%s/%s", base, name);
    free(base);
    return finish_string(&path);
}

/* Make the directory of `path` and what is above it. */
static int make_directories(char *path, struct error *error)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        int result;

        *slash = '\0';
        result = mkdir(path, 0700);
        if (result < 0 && errno != EEXIST) {
            error_set_errno(error, errno, _("cannot make %s"), path);
            *slash = '/';
            return -1;
        }
        *slash = '/';
    }
    return 0;
}

char *storage_directory(struct error *error)
{
    char *path = storage_path("", error); /* it ends in a slash */

    if (path && make_directories(path, error) < 0) {
        free(path);
        return NULL;
    }
    return path;
}

/* ---- Whose it is --------------------------------------------------------- */

static int check_owner(const struct stat *status, const char *path,
                       struct error *error)
{
    if (status->st_uid == geteuid())
        return 0;
    error_set(error, _("%s belongs to another user"), path);
    return -1;
}

/* Who may write in the directory may replace every file in it. */
static int judge_directory(const struct stat *status, const char *path,
                           struct error *error)
{
    if (check_owner(status, path, error) < 0)
        return -1;
    if (status->st_mode & (S_IWGRP | S_IWOTH)) {
        error_set(error,
                  _("others may write in %s; mend it with: chmod 700 '%s'"),
                  path, path);
        return -1;
    }
    return 0;
}

static int check_directory(struct error *error)
{
    char *path = directory(error);
    struct stat status;
    int result = path ? 0 : -1;

    /* When there is none, the file in it is missed for the same reason. */
    if (path && stat(path, &status) == 0)
        result = judge_directory(&status, path, error);
    free(path);
    return result;
}

static int check_file(int fd, const char *path, struct error *error)
{
    struct stat status;

    if (fstat(fd, &status) < 0) {
        error_set_errno(error, errno, _("cannot read %s"), path);
        return -1;
    }
    if (!S_ISREG(status.st_mode)) {
        error_set(error, _("%s is not a regular file"), path);
        return -1;
    }
    if (check_owner(&status, path, error) < 0)
        return -1;
    if (status.st_mode & (S_IRWXG | S_IRWXO)) {
        error_set(error,
                  _("others may read %s; mend it with: chmod 600 '%s'"), path,
                  path);
        return -1;
    }
    return 0;
}

/* ---- Reading ------------------------------------------------------------- */

static int read_all(int fd, const char *path, struct buffer *out,
                    struct error *error)
{
    char room[4096];
    ssize_t result;

    while ((result = read(fd, room, sizeof room)) != 0) {
        if (result > 0) {
            buffer_append(out, room, (size_t)result);
        } else if (errno != EINTR) {
            error_set_errno(error, errno, _("cannot read %s"), path);
            return -1;
        }
    }
    explicit_bzero(room, sizeof room); /* it may have been a key */
    return 0;
}

static enum storage_result read_file(const char *path, struct buffer *out,
                                     struct error *error)
{
    enum storage_result result = STORAGE_FAILED;
    /* A FIFO is to be refused, not waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0 && errno == ENOENT)
        return STORAGE_ABSENT;
    if (fd < 0) {
        error_set_errno(error, errno, _("cannot read %s"), path);
        return STORAGE_FAILED;
    }
    if (check_file(fd, path, error) == 0) {
        (void)fcntl(fd, F_SETFL, 0); /* a file is waited for */
        if (read_all(fd, path, out, error) == 0)
            result = STORAGE_OK;
    }
    close(fd);
    return result;
}

enum storage_result storage_read(const char *name, struct buffer *out,
                                 struct error *error)
{
    char *path = storage_path(name, error);
    enum storage_result result = STORAGE_FAILED;

    if (path && check_directory(error) == 0)
        result = read_file(path, out, error);
    free(path);
    return result;
}

/* ---- Writing ------------------------------------------------------------- */

static int write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, data, length);

        if (written < 0 && errno != EINTR)
            return -1;
        if (written > 0) {
            data += written;
            length -= (size_t)written;
        }
    }
    return fsync(fd);
}

/* A new file beside the one that is meant, whole and on the disk. */
static int write_beside(char *template, const void *data, size_t length)
{
    int fd = mkstemp(template); /* mode 0600 */
    int result, number;

    if (fd < 0)
        return -1;
    result = write_all(fd, data, length);
    number = errno;
    (void)close(fd); /* fsync has told what there was to tell */
    if (result < 0)
        (void)unlink(template);
    errno = number;
    return result;
}

/* Put the new file in its place: over the old one, or, for one that must be
 * new, by a link, which fails when the name is taken. */
static enum storage_result put_in_place(const char *from, const char *to,
                                        bool must_be_new)
{
    int number;

    if ((must_be_new ? link(from, to) : rename(from, to)) == 0) {
        if (must_be_new)
            (void)unlink(from);
        return STORAGE_OK;
    }
    number = errno;
    (void)unlink(from);
    errno = number;
    return must_be_new && number == EEXIST ? STORAGE_EXISTS : STORAGE_FAILED;
}

static enum storage_result put(const char *name, const void *data,
                               size_t length, bool must_be_new,
                               struct error *error)
{
    char *path = storage_path(name, error);
    struct buffer beside = {0};
    enum storage_result result = STORAGE_FAILED;

    if (!path)
        return STORAGE_FAILED;
    buffer_printf(&beside, "%s.XXXXXX", path);
    finish_string(&beside);
    if (make_directories(path, error) == 0 && check_directory(error) == 0) {
        if (write_beside(beside.data, data, length) == 0)
            result = put_in_place(beside.data, path, must_be_new);
        if (result == STORAGE_FAILED)
            error_set_errno(error, errno, _("cannot write %s"), path);
    }
    buffer_release(&beside);
    free(path);
    return result;
}

enum storage_result storage_write(const char *name, const void *data,
                                  size_t length, struct error *error)
{
    return put(name, data, length, false, error);
}

enum storage_result storage_create(const char *name, const void *data,
                                   size_t length, struct error *error)
{
    return put(name, data, length, true, error);
}

/* ---- Locking ------------------------------------------------------------- */

/* Take the lock in tries: a wait for it could not be ended. */
static int lock(int fd, const char *path, struct error *error)
{
    static const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
    int64_t deadline = clock_monotonic_ms() + LOCK_PATIENCE_MS;

    while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            error_set_errno(error, errno, _("cannot lock %s"), path);
            return -1;
        }
        if (clock_ms_left(deadline) == 0) {
            error_set(error, _("another charla holds %s"), path);
            return -1;
        }
        (void)nanosleep(&pause, NULL);
    }
    return 0;
}

static int open_lock(const char *path, struct error *error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);

    if (fd < 0) {
        error_set_errno(error, errno, _("cannot write %s"), path);
        return -1;
    }
    if (check_file(fd, path, error) == 0 && lock(fd, path, error) == 0)
        return fd;
    close(fd);
    return -1;
}

int storage_lock(struct error *error)
{
    char *path = storage_path("lock", error);
    int fd = -1;

    if (path && make_directories(path, error) == 0 &&
        check_directory(error) == 0)
        fd = open_lock(path, error);
    free(path);
    return fd;
}
