/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "base/event_set.h"

/* How many events are fetched at once. */
#define BATCH 64

int event_set_new(void)
{
    return epoll_create1(EPOLL_CLOEXEC);
}

static int control(int set, int operation, int fd,
                   enum event_interest interest, void *data)
{
    static const uint32_t events[] = {
        [EVENT_SET_NOTHING] = 0,
        [EVENT_SET_INPUT] = EPOLLIN,
        [EVENT_SET_CHANGES] = EPOLLIN | EPOLLOUT | EPOLLET,
    };
    struct epoll_event event = {
        .events = events[interest],
        .data = {.ptr = data},
    };

    return epoll_ctl(set, operation, fd, &event);
}

int event_set_add(int set, int fd, enum event_interest interest, void *data)
{
    return control(set, EPOLL_CTL_ADD, fd, interest, data);
}

int event_set_change(int set, int fd, enum event_interest interest,
                     void *data)
{
    return control(set, EPOLL_CTL_MOD, fd, interest, data);
}

void event_set_remove(int set, int fd)
{
    int number = errno;

    (void)control(set, EPOLL_CTL_DEL, fd, EVENT_SET_NOTHING, NULL);
    errno = number;
}

int event_set_wait(int set, void *data[], int room, int timeout_ms)
{
    struct epoll_event events[BATCH];
    int count =
        epoll_wait(set, events, room < BATCH ? room : BATCH, timeout_ms);

    for (int i = 0; i < count; i++)
        data[i] = events[i].data.ptr;
    return count;
}
