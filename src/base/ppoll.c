/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ppoll.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/select.h>

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

/* Fill the sets for pselect: sets[0] to read, sets[1] to write.  A descriptor
 * that is not open is left out and counted in `*closed`.  Returns one more
 * than the highest descriptor, or -1 with errno set. */
static int fill_sets(struct pollfd *fds, nfds_t count, fd_set sets[2],
                     int *closed)
{
    int end = 0;

    FD_ZERO(&sets[0]);
    FD_ZERO(&sets[1]);
    for (struct pollfd *each = fds; each < fds + count; each++) {
        each->revents = 0;
        if (each->fd < 0)
            continue;
        if (each->fd >= FD_SETSIZE) {
            errno = EINVAL;
            return -1;
        }
        if (!is_open(each->fd)) {
            each->revents = POLLNVAL;
            ++*closed;
            continue;
        }
        if (each->events & POLLIN)
            FD_SET((unsigned)each->fd, &sets[0]);
        if (each->events & POLLOUT)
            FD_SET((unsigned)each->fd, &sets[1]);
        end = each->fd >= end ? each->fd + 1 : end;
    }
    return end;
}

/* Set the `revents` that pselect has found.  Returns how many descriptors
 * have any. */
static int read_sets(struct pollfd *fds, nfds_t count, fd_set sets[2])
{
    int ready = 0;

    for (struct pollfd *each = fds; each < fds + count; each++) {
        if (each->fd >= 0 && each->revents == 0) {
            unsigned fd = (unsigned)each->fd; /* as musl's macros want it */

            if ((each->events & POLLIN) && FD_ISSET(fd, &sets[0]))
                each->revents |= POLLIN;
            if ((each->events & POLLOUT) && FD_ISSET(fd, &sets[1]))
                each->revents |= POLLOUT;
        }
        ready += each->revents != 0;
    }
    return ready;
}

int ppoll_by_pselect(struct pollfd *fds, nfds_t count,
                     const struct timespec *timeout, const sigset_t *mask)
{
    static const struct timespec at_once = {0, 0};
    fd_set sets[2];
    int closed = 0;
    int end = fill_sets(fds, count, sets, &closed);

    if (end < 0 || pselect(end, &sets[0], &sets[1], NULL,
                           closed ? &at_once : timeout, mask) < 0)
        return -1;
    return read_sets(fds, count, sets);
}
