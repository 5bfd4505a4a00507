/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ppoll.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/select.h>

#include "base/clock.h"

/* What poll says of a descriptor now, whether or not that was asked for. */
static short state_of(int fd, short events)
{
    struct pollfd one = {.fd = fd, .events = events};

    return (short)(poll(&one, 1, 0) > 0 ? one.revents : 0);
}

static short end_of(int fd)
{
    return (short)(state_of(fd, 0) & (POLLHUP | POLLERR | POLLNVAL));
}

/* A descriptor from which nothing is asked for reports its end all the same.
 * pselect tells of an end as of something to read, so that it has to watch for
 * that; but not if there is something already. */
static bool is_watched_for_its_end(const struct pollfd *each)
{
    return each->events == 0 && state_of(each->fd, POLLIN) == 0;
}

/* Its place in a set.  The macros take an unsigned number in musl and a signed
 * one in glibc; this type is fine for both, and FD_SETSIZE for it. */
static unsigned short place_of(const struct pollfd *each)
{
    return (unsigned short)each->fd;
}

/* Fill the sets for pselect: sets[0] to read, sets[1] to write.  A descriptor
 * that is not open, or has ended when nothing else is asked for, is left out
 * and counted in `*known`.  Returns one more than the highest descriptor, or -1
 * with errno set. */
static int fill_sets(struct pollfd *fds, nfds_t count, fd_set sets[2],
                     int *known)
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
        each->revents = end_of(each->fd);
        if (each->events != 0)
            each->revents &= POLLNVAL;
        if (each->revents) {
            ++*known;
            continue;
        }
        if ((each->events & POLLIN) || is_watched_for_its_end(each))
            FD_SET(place_of(each), &sets[0]);
        if (each->events & POLLOUT)
            FD_SET(place_of(each), &sets[1]);
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
            if ((each->events & POLLIN) && FD_ISSET(place_of(each), &sets[0]))
                each->revents |= POLLIN;
            if ((each->events & POLLOUT) &&
                FD_ISSET(place_of(each), &sets[1]))
                each->revents |= POLLOUT;
            if (each->events == 0 && FD_ISSET(place_of(each), &sets[0]))
                each->revents = end_of(each->fd);
        }
        ready += each->revents != 0;
    }
    return ready;
}

/* Wait once.  Returns how many have something to report, or -1 with errno set;
 * `*is_over` is set to false if something came that was not asked for. */
static int wait_once(struct pollfd *fds, nfds_t count,
                     const struct timespec *timeout, const sigset_t *mask,
                     bool *is_over)
{
    static const struct timespec at_once = {0, 0};
    fd_set sets[2];
    int known = 0, ready;
    int end = fill_sets(fds, count, sets, &known);

    if (end < 0)
        return -1;
    ready = pselect(end, &sets[0], &sets[1], NULL,
                    known ? &at_once : timeout, mask);
    if (ready < 0)
        return -1;
    *is_over = ready == 0;
    return read_sets(fds, count, sets);
}

int ppoll_by_pselect(struct pollfd *fds, nfds_t count,
                     const struct timespec *timeout, const sigset_t *mask)
{
    int64_t deadline = 0;
    struct timespec left;
    bool is_over = false;
    int ready = 0;

    if (timeout) {
        deadline = clock_monotonic_ms() + timeout->tv_sec * 1000 +
                   (timeout->tv_nsec + 999999) / 1000000;
        left = *timeout;
    }
    while (ready == 0 && !is_over) {
        ready = wait_once(fds, count, timeout ? &left : NULL, mask, &is_over);
        if (timeout) {
            int ms = clock_ms_left(deadline);

            left = (struct timespec){ms / 1000, ms % 1000 * 1000000L};
        }
    }
    return ready;
}
