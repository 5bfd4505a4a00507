/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/storage_lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "crypto/storage.h"
#include "crypto/storage_place.h"

/* Another charla holds the lock for a few milliseconds; one that holds it for
 * this long has hung. */
#define LOCK_TIMEOUT_MS 3000
#define LOCK_PAUSE_NS 5000000L

/* Where files cannot be locked, a temporary file of this age, in seconds,
 * counts as abandoned. */
#define LEFTOVER_AGE_S 3600

enum lock_state { LOCKED, UNLOCKABLE, LOCK_FAILED };

/* Try again and again: a flock that waits would have no timeout. */
static enum lock_state lock(int fd, const char *path, struct error *error)
{
    static const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
    int64_t deadline = clock_monotonic_ms() + LOCK_TIMEOUT_MS;

    while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return UNLOCKABLE;
        if (clock_ms_left(deadline) == 0) {
            error_set(error, _("another charla is using %s"), path);
            return LOCK_FAILED;
        }
        (void)nanosleep(&pause, NULL);
    }
    return LOCKED;
}

/* ---- What a killed charla has left --------------------------------------- */

static bool is_temporary(const char *name)
{
    return strncmp(name, STORAGE_TEMPORARY, strlen(STORAGE_TEMPORARY)) == 0;
}

/* Is this a temporary file that nobody is writing any more?  While this
 * process holds the lock, every temporary file is. */
static bool is_left_over(int directory, const char *name, bool is_locked)
{
    struct stat status;

    if (!is_temporary(name))
        return false;
    return is_locked || (fstatat(directory, name, &status,
                                 AT_SYMLINK_NOFOLLOW) == 0 &&
                         time(NULL) - status.st_mtime > LEFTOVER_AGE_S);
}

static void remove_leftovers(const char *path, bool is_locked)
{
    DIR *directory = opendir(path);
    const struct dirent *each;

    if (!directory)
        return;
    while ((each = readdir(directory)))
        if (is_left_over(dirfd(directory), each->d_name, is_locked))
            (void)unlinkat(dirfd(directory), each->d_name, 0);
    closedir(directory);
}

/* ---- The lock ------------------------------------------------------------ */

/* Lock the open file `fd`; on failure it is closed. */
static int lock_file(int fd, const char *path, const char *directory,
                     struct error *error)
{
    enum lock_state state = LOCK_FAILED;

    if (storage_check_file(fd, path, error) == 0)
        state = lock(fd, path, error);
    if (state == LOCK_FAILED) {
        close(fd);
        return -1;
    }
    remove_leftovers(directory, state == LOCKED);
    return fd;
}

static int open_and_lock(const char *path, const char *directory,
                         struct error *error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);

    if (fd >= 0)
        return lock_file(fd, path, directory, error);
    if (errno == EROFS)
        fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        storage_refuse(path, errno, error);
    return fd;
}

int storage_lock(struct error *error)
{
    char *directory = storage_directory(error);
    char *path;
    int fd;

    if (!directory)
        return -1;
    path = storage_path("lock", error);
    fd = open_and_lock(path, directory, error);
    free(path);
    free(directory);
    return fd;
}
