/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A descriptor has up to two filters in a kqueue: one reports that it can be
 * read, the other that it can be written to. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h> /* before <sys/event.h> */

#include <sys/event.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/event_set.h"

/* How many events are fetched at once. */
#define BATCH 64

int event_set_new(void)
{
    int set = kqueue();

    if (set >= 0)
        (void)fcntl(set, F_SETFD, FD_CLOEXEC);
    return set;
}

/* The members of struct kevent have other types on each system. */
static int control(int set, int fd, short filter, unsigned short flags,
                   void *data)
{
    struct kevent change = {
        .ident = (uintptr_t)fd,
        .filter = filter,
        .flags = flags,
        .udata = data,
    };
    int result;

    do
        result = kevent(set, &change, 1, NULL, 0, NULL);
    while (result < 0 && errno == EINTR);
    return result;
}

int event_set_add(int set, int fd, enum event_interest interest, void *data)
{
    switch (interest) {
    case EVENT_SET_NOTHING:
        return control(set, fd, EVFILT_READ, EV_ADD | EV_DISABLE, data);
    case EVENT_SET_INPUT:
        return control(set, fd, EVFILT_READ, EV_ADD, data);
    case EVENT_SET_CHANGES:
        if (control(set, fd, EVFILT_READ, EV_ADD | EV_CLEAR, data) < 0)
            return -1;
        return control(set, fd, EVFILT_WRITE, EV_ADD | EV_CLEAR, data);
    }
    errno = EINVAL;
    return -1;
}

int event_set_change(int set, int fd, enum event_interest interest,
                     void *data)
{
    return event_set_add(set, fd, interest, data);
}

void event_set_remove(int set, int fd)
{
    int number = errno;

    (void)control(set, fd, EVFILT_READ, EV_DELETE, NULL);
    (void)control(set, fd, EVFILT_WRITE, EV_DELETE, NULL);
    errno = number;
}

int event_set_wait(int set, void *data[], int room, int timeout_ms)
{
    struct kevent events[BATCH];
    struct timespec timeout = {timeout_ms / 1000,
                               timeout_ms % 1000 * 1000000L};
    int count = kevent(set, NULL, 0, events, room < BATCH ? room : BATCH,
                       timeout_ms < 0 ? NULL : &timeout);

    for (int i = 0; i < count; i++)
        data[i] = (void *)events[i].udata;
    return count;
}
