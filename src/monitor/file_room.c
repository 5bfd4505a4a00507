/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/file_room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/error.h"
#include "base/i18n.h"
#include "text/byte_count.h"

/* How many bytes the file still needs, and how many are free. */
struct room {
    uint64_t needed;
    uint64_t free; /* UINT64_MAX: unknown */
};

static struct room measure(int fd, uint64_t size)
{
    struct room room = {.needed = size, .free = UINT64_MAX};
    struct stat status;
    struct statvfs whole;
    uint64_t there;

    if (fstat(fd, &status) == 0) {
        /* 512-byte units, and what was reserved is among them; but where data
         * is compressed its length says more. */
        there = (uint64_t)status.st_blocks * 512;
        if (there < (uint64_t)status.st_size)
            there = (uint64_t)status.st_size;
        room.needed = there < size ? size - there : 0;
    }
    if (fstatvfs(fd, &whole) == 0 && whole.f_blocks > 0)
        room.free = (uint64_t)whole.f_bavail * whole.f_frsize;
    return room;
}

/* Would the file be longer than a file of this process, or any file, may be? */
static bool is_too_long(uint64_t size)
{
    struct rlimit limit;

    if (size > INT64_MAX)
        return true;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
           limit.rlim_cur != RLIM_INFINITY && size > limit.rlim_cur;
}

/* Returns 0, or the reason as a value of errno. */
static int reserve(int fd, uint64_t size, const struct room *room)
{
    if (is_too_long(size))
        return EFBIG;
    if (size == 0)
        return 0;
#ifdef HAVE_FALLOCATE
    while (fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)size) < 0) {
        if (errno == EOPNOTSUPP || errno == ENOSYS)
            return room->needed > room->free ? ENOSPC : 0;
        if (errno != EINTR)
            return errno;
    }
    return 0;
#else
    (void)fd;
    return room->needed > room->free ? ENOSPC : 0;
#endif
}

int file_room_reserve(int fd, uint64_t size, const char *name,
                      const char *place, struct error *error)
{
    struct room room = measure(fd, size);
    char needed[BYTE_COUNT_MAX], available[BYTE_COUNT_MAX];
    int number = reserve(fd, size, &room);

    if (number == 0)
        return 0;
    (void)byte_count_write(needed, room.needed);
    (void)byte_count_write(available, room.free);
    if (number == ENOSPC && room.free != UINT64_MAX)
        error_set(error,
                  _("there is not enough room for %s in %.500s: %s are needed, "
                    "%s are free"),
                  name, place, needed, available);
    else
        error_set(error, _("cannot receive %s (%s) into %.500s: %s"), name,
                  byte_count_write(needed, size), place, error_words(number));
    return -1;
}
