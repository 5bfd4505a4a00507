/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/file_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "monitor/file_room.h"

/* The highest number for files of the same name. */
#define NUMBERS_MAX 999

/* ---- What it is called --------------------------------------------------- */

/* Set the names of the file.  FILE_NAME_MAX leaves room for the rest of the
 * name of a part. */
static void name_it(struct file_sink *sink,
                    const struct file_sink_offer *offer)
{
    struct buffer name = {0};

    file_name_append(&name, offer->name, offer->name_length);
    memcpy(sink->name, name.data, name.length);
    sink->name[name.length] = '\0';
    buffer_release(&name);
    (void)snprintf(sink->part, sizeof sink->part, ".%s.%.*s.part",
                   sink->name, FILE_TAG_SIZE, offer->tag);
}

/* Write the name, with a number if that is more than 1. */
static void write_numbered(const char *name, unsigned number,
                           char numbered[NAME_MAX + 1])
{
    size_t length = strlen(name), stem = file_name_stem(name, length);

    if (number == 1)
        (void)snprintf(numbered, NAME_MAX + 1, "%s", name);
    else
        (void)snprintf(numbered, NAME_MAX + 1, "%.*s (%u)%s", (int)stem, name,
                       number, name + stem);
}

static int refuse(const struct file_sink *sink, int number,
                  struct error *error)
{
    if (number == ENOENT)
        error_set(error,
                  _("cannot receive %s: the directory %.500s no longer exists"),
                  sink->name, sink->place);
    else
        error_set(error, _("cannot receive %s into %.500s: %s"), sink->name,
                  sink->place, error_words(number));
    return -1;
}

/* ---- Opening ------------------------------------------------------------- */

static int check_part(const struct file_sink *sink, const struct stat *status,
                      struct error *error)
{
    if (S_ISREG(status->st_mode) && status->st_uid == geteuid() &&
        status->st_nlink == 1)
        return 0;
    error_set(error,
              _("cannot receive %s: %s in %.500s is in the way, and is no file "
                "of charla's"),
              sink->name, sink->part, sink->place);
    return -1;
}

/* Open the part that an earlier attempt has left.  Nothing but a regular file
 * is opened. */
static int open_old(struct file_sink *sink, struct error *error)
{
    struct stat status;
    int fd;

    if (fstatat(sink->directory, sink->part, &status, AT_SYMLINK_NOFOLLOW) <
        0)
        return refuse(sink, errno, error);
    if (check_part(sink, &status, error) < 0)
        return -1;
    fd = openat(sink->directory, sink->part,
                O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd < 0 ? refuse(sink, errno, error) : fd;
}

static int open_part(struct file_sink *sink, struct error *error)
{
    int fd = openat(sink->directory, sink->part,
                    O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_NONBLOCK |
                        O_NOCTTY | O_CLOEXEC,
                    S_IRUSR | S_IWUSR);

    if (fd >= 0)
        return fd;
    return errno == EEXIST ? open_old(sink, error)
                           : refuse(sink, errno, error);
}

/* Is the open file still the one of that name? */
static bool is_in_place(const struct file_sink *sink)
{
    struct stat open_one, named;

    return fstat(sink->file, &open_one) == 0 &&
           fstatat(sink->directory, sink->part, &named,
                   AT_SYMLINK_NOFOLLOW) == 0 &&
           open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

/* Lock the part.  If files cannot be locked (some network file systems), charla
 * goes on without. */
static int lock_part(const struct file_sink *sink, struct error *error)
{
    bool is_taken = flock(sink->file, LOCK_EX | LOCK_NB) < 0 &&
                    errno == EWOULDBLOCK;

    if (!is_taken && is_in_place(sink))
        return 0;
    error_set(error,
              _("cannot receive %s: another charla is receiving the same file "
                "into %.500s"),
              sink->name, sink->place);
    return -1;
}

/* Lock the part, and find out how much of the file it holds. */
static int claim(struct file_sink *sink, struct file_sink_facts *facts,
                 struct error *error)
{
    struct stat status;

    if (lock_part(sink, error) < 0)
        return -1;
    if (fstat(sink->file, &status) < 0)
        return refuse(sink, errno, error);
    if (check_part(sink, &status, error) < 0)
        return -1;
    if ((uint64_t)status.st_size > sink->size) {
        if (ftruncate(sink->file, 0) < 0)
            return refuse(sink, errno, error);
        status.st_size = 0;
    }
    facts->have = (uint64_t)status.st_size;
    return 0;
}

static void close_it(struct file_sink *sink)
{
    close(sink->file);
    sink->file = -1;
}

int file_sink_open(struct file_sink *sink, const struct file_sink_offer *offer,
                   struct file_sink_facts *facts, struct error *error)
{
    name_it(sink, offer);
    sink->size = offer->size;
    sink->file = open_part(sink, error);
    if (sink->file < 0)
        return -1;
    if (claim(sink, facts, error) < 0) {
        close_it(sink); /* it is somebody else's */
        return -1;
    }
    if (file_room_reserve(sink->file, sink->size, sink->name, sink->place,
                          error) < 0) {
        file_sink_drop(sink, true);
        return -1;
    }
    return sink->file;
}

/* ---- The end ------------------------------------------------------------- */

/* Rename without replacing.  Returns 0, or -1 with errno EEXIST if the name is
 * taken. */
static int give_name(const struct file_sink *sink, const char *name)
{
#ifdef HAVE_RENAMEAT2
    if (renameat2(sink->directory, sink->part, sink->directory, name,
                  RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
#endif
    if (linkat(sink->directory, sink->part, sink->directory, name, 0) < 0)
        return -1;
    return unlinkat(sink->directory, sink->part, 0);
}

static int check_whole(const struct file_sink *sink, struct error *error)
{
    struct stat status;

    if (fstat(sink->file, &status) == 0 &&
        (uint64_t)status.st_size == sink->size && is_in_place(sink))
        return 0;
    error_set(error, _("%s is incomplete; it stays in %.500s as %s"),
              sink->name, sink->place, sink->part);
    return -1;
}

static void write_path(const struct file_sink *sink, const char *name,
                       char *path, size_t size)
{
    size_t length = strlen(sink->place);
    const char *slash =
        length > 0 && sink->place[length - 1] == '/' ? "" : "/";

    if ((size_t)snprintf(path, size, "%s%s%s", sink->place, slash, name) >=
        size)
        (void)snprintf(path, size, "%s", name);
}

int file_sink_finish(struct file_sink *sink, char *path, size_t size,
                     struct error *error)
{
    char name[NAME_MAX + 1];
    int result = -1;

    if (check_whole(sink, error) < 0)
        return -1;
    if (fsync(sink->file) < 0)
        return refuse(sink, errno, error);
    for (unsigned number = 1; number <= NUMBERS_MAX; number++) {
        write_numbered(sink->name, number, name);
        result = give_name(sink, name);
        if (result == 0 || errno != EEXIST)
            break;
    }
    if (result < 0)
        return refuse(sink, errno, error);
    (void)fsync(sink->directory);
    write_path(sink, name, path, size);
    close_it(sink);
    return 0;
}

void file_sink_drop(struct file_sink *sink, bool keep_part)
{
    struct stat status;

    if (sink->file < 0)
        return;
    if (fstat(sink->file, &status) < 0 || status.st_size == 0)
        keep_part = false;
    if (keep_part && ftruncate(sink->file, status.st_size) < 0)
        keep_part = true; /* the room stays reserved, that is all */
    if (!keep_part && is_in_place(sink))
        (void)unlinkat(sink->directory, sink->part, 0);
    close_it(sink);
}
