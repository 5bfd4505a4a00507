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
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "crypto/storage_place.h"

/* ---- Reading ------------------------------------------------------------- */

/* Read to the end, or until there is more than a file may hold.  Returns 0, or
 * -1 with errno set. */
static int read_all(int fd, struct buffer *out)
{
    char room[4096];
    size_t before = out->length;
    ssize_t result;

    while ((result = read(fd, room, sizeof room)) != 0) {
        if (result > 0)
            buffer_append(out, room, (size_t)result);
        else if (errno != EINTR)
            break;
        if (out->length - before > STORAGE_SIZE_MAX) {
            errno = EFBIG;
            result = -1;
            break;
        }
    }
    memory_wipe(room, sizeof room); /* it may have held a key */
    return result < 0 ? -1 : 0;
}

/* Drop the end of the text and wipe it: it may have held a key. */
static void drop_secret(struct buffer *text, size_t length)
{
    if (text->length > length)
        memory_wipe(text->data + length, text->length - length);
    text->length = length;
}

static enum storage_result read_file(const char *path, struct buffer *out,
                                     struct error *error)
{
    enum storage_result result = STORAGE_FAILED;
    size_t before = out->length;
    /* O_NONBLOCK: a FIFO is refused below instead of waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    /* ENOTDIR: there is not even a directory (HOME=/dev/null). */
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return storage_check_absent(path, error) == 0 ? STORAGE_ABSENT
                                                      : STORAGE_FAILED;
    if (fd < 0) {
        storage_refuse(path, errno, error);
        return STORAGE_FAILED;
    }
    if (storage_check_file(fd, path, error) == 0) {
        if (read_all(fd, out) == 0) {
            result = STORAGE_OK;
        } else {
            storage_refuse(path, errno, error);
            drop_secret(out, before);
        }
    }
    close(fd);
    return result;
}

enum storage_result storage_read(const char *name, struct buffer *out,
                                 struct error *error)
{
    char *path = storage_path(name, error);
    enum storage_result result = STORAGE_FAILED;

    if (path && storage_check_place(error) == 0)
        result = read_file(path, out, error);
    free(path);
    return result;
}

/* ---- Writing ------------------------------------------------------------- */

/* A file that is being written. */
struct draft {
    char *path;
    char *directory;
    const char *data;
    size_t length;
};

static int write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t result = write(fd, data, length);

        if (result > 0) {
            data += result;
            length -= (size_t)result;
        } else if (result == 0 || errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

/* Close, with the error of close counting too: on NFS it may be the first to
 * report that the disk is full. */
static int close_after(int fd, int result)
{
    int number = errno;

    if (close(fd) < 0)
        return -1;
    errno = number;
    return result;
}

static int fill(int fd, const struct draft *draft)
{
    errno = EIO; /* for a write that writes nothing */
    return write_all(fd, draft->data, draft->length) < 0 ? -1 : fsync(fd);
}

/* Write a file that has no name until it is complete (open(2), O_TMPFILE).
 * Returns 0, or -1 with errno set. */
static int create_unnamed(const struct draft *draft)
{
#ifdef O_TMPFILE
    int fd = open(draft->directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    char own[32];
    int result;

    if (fd < 0)
        return -1;
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    result = fill(fd, draft);
    if (result == 0)
        result = linkat(AT_FDCWD, own, AT_FDCWD, draft->path,
                        AT_SYMLINK_FOLLOW);
    return close_after(fd, result);
#else
    (void)draft;
    errno = EOPNOTSUPP;
    return -1;
#endif
}

/* Move a complete file to a name that must be free.  Not every file system
 * supports each of these calls; where neither works, the lock keeps other
 * processes from taking the name. */
static int move_to_free_name(const char *from, const char *to)
{
    struct stat status;

#ifdef RENAME_NOREPLACE
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno == EEXIST)
        return -1;
#endif
    if (link(from, to) == 0) {
        (void)unlink(from);
        return 0;
    }
    if (errno != EEXIST && lstat(to, &status) == 0)
        errno = EEXIST;
    return errno == EEXIST ? -1 : rename(from, to);
}

/* Write a file under a temporary name and move it once it is complete.
 * Returns 0, or -1 with errno set. */
static int write_beside(const struct draft *draft, bool must_be_new)
{
    struct buffer name = {0};
    int fd, result, number;

    buffer_printf(&name, "%s/" STORAGE_TEMPORARY "XXXXXX", draft->directory);
    buffer_append(&name, "", 1);
    fd = mkostemp(name.data, O_CLOEXEC); /* mode 0600 */
    result = fd < 0 ? -1 : close_after(fd, fill(fd, draft));
    if (result == 0)
        result = must_be_new ? move_to_free_name(name.data, draft->path)
                             : rename(name.data, draft->path);
    number = errno;
    if (fd >= 0 && result < 0)
        (void)unlink(name.data);
    buffer_release(&name);
    errno = number;
    return result;
}

/* Make sure that the new name survives a crash too.  That a file system cannot
 * do this is no error; that it is full or broken is one. */
static int sync_directory(const struct draft *draft)
{
    int fd = open(draft->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? 0 : fsync(fd);

    if (result < 0 && errno != EIO && errno != ENOSPC && errno != EDQUOT)
        result = 0;
    return fd < 0 ? result : close_after(fd, result);
}

static enum storage_result read_back(const struct draft *draft,
                                     struct error *error)
{
    struct buffer found = {0};
    enum storage_result result = read_file(draft->path, &found, error);

    if (result == STORAGE_ABSENT ||
        (result == STORAGE_OK &&
         (found.length != draft->length ||
          (found.length > 0 &&
           memcmp(found.data, draft->data, found.length) != 0)))) {
        error_set(error, _("what was written to %s cannot be read back"),
                  draft->path);
        result = STORAGE_FAILED;
    }
    drop_secret(&found, 0);
    buffer_release(&found);
    return result;
}

static enum storage_result put(const struct draft *draft, bool must_be_new,
                               struct error *error)
{
    int result = -1;

    errno = EFBIG;
    if (draft->length <= STORAGE_SIZE_MAX) {
        if (must_be_new)
            result = create_unnamed(draft);
        if (result < 0 && !(must_be_new && errno == EEXIST))
            result = write_beside(draft, must_be_new);
        if (result < 0 && must_be_new && errno == EEXIST)
            return STORAGE_EXISTS;
        if (result == 0)
            result = sync_directory(draft);
    }
    if (result < 0) {
        storage_refuse(draft->path, errno, error);
        return STORAGE_FAILED;
    }
    return read_back(draft, error);
}

static enum storage_result put_in_place(const char *name, const void *data,
                                        size_t length, bool must_be_new,
                                        struct error *error)
{
    struct draft draft = {.data = data, .length = length};
    enum storage_result result = STORAGE_FAILED;

    draft.directory = storage_directory(error);
    if (draft.directory) {
        draft.path = storage_path(name, error);
        result = put(&draft, must_be_new, error);
    }
    free(draft.path);
    free(draft.directory);
    return result;
}

enum storage_result storage_write(const char *name, const void *data,
                                  size_t length, struct error *error)
{
    return put_in_place(name, data, length, false, error);
}

enum storage_result storage_create(const char *name, const void *data,
                                   size_t length, struct error *error)
{
    return put_in_place(name, data, length, true, error);
}
