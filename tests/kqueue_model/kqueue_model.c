/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A model of kqueue(2) made of epoll, for tests; it is what the manual page
 * says, not what some system does.  It differs from it in this: a filter with
 * EV_CLEAR may be reported although only the other one of its descriptor has
 * changed; both must have EV_CLEAR or neither; a descriptor that another
 * process shares does not leave the queue when it is closed; and there must be
 * room for two events.
 *
 * libkqueue.a is made of this file by .ci/matrix. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/event.h>

#define WATCHES_MAX 256
#define EVENTS_MAX 64

enum { READS, WRITES, FILTERS };

struct filter {
    bool exists;
    bool is_enabled;
    void *udata;
};

/* What is known of a descriptor in a queue. */
struct watch {
    int queue;
    int fd;
    bool clears; /* EV_CLEAR */
    struct filter filters[FILTERS];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct watch watches[WATCHES_MAX];
static size_t watch_count;

static const uint32_t bits[FILTERS] = {
    [READS] = EPOLLIN | EPOLLRDHUP,
    [WRITES] = EPOLLOUT,
};

int kqueue(void)
{
    return epoll_create1(0);
}

static struct watch *find(int queue, int fd)
{
    for (size_t i = 0; i < watch_count; i++)
        if (watches[i].queue == queue && watches[i].fd == fd)
            return &watches[i];
    return NULL;
}

static struct watch *find_or_make(int queue, int fd)
{
    struct watch *watch = find(queue, fd);

    if (watch || watch_count == WATCHES_MAX)
        return watch;
    watch = &watches[watch_count++];
    *watch = (struct watch){.queue = queue, .fd = fd};
    return watch;
}

/* Tell epoll of a watch.  Returns 0, or -1 with errno set. */
static int tell(const struct watch *watch, int operation)
{
    struct epoll_event event = {.data = {.fd = watch->fd}};

    for (int i = 0; i < FILTERS; i++)
        if (watch->filters[i].exists && watch->filters[i].is_enabled)
            event.events |= bits[i] | (watch->clears ? EPOLLET : 0U);
    return epoll_ctl(watch->queue, operation, watch->fd, &event);
}

/* Both a queue's number and a descriptor's may have been in use before: what
 * was known of those is forgotten. */
static int add(struct watch *watch, int which, const struct kevent *change)
{
    if (tell(watch, EPOLL_CTL_MOD) < 0) {
        if (errno != ENOENT)
            return -1;
        watch->filters[READS].exists = watch->filters[WRITES].exists = false;
        if (tell(watch, EPOLL_CTL_ADD) < 0)
            return -1;
    }
    if (watch->filters[!which].exists &&
        watch->clears != !!(change->flags & EV_CLEAR)) {
        errno = EINVAL;
        return -1;
    }
    watch->clears = change->flags & EV_CLEAR;
    watch->filters[which] = (struct filter){
        .exists = true,
        .is_enabled = !(change->flags & EV_DISABLE),
        .udata = change->udata,
    };
    return tell(watch, EPOLL_CTL_MOD);
}

static int change_one(int queue, const struct kevent *change)
{
    int which = change->filter == EVFILT_READ ? READS : WRITES;
    struct watch *watch = find_or_make(queue, (int)change->ident);
    struct filter *filter;

    if (!watch) {
        errno = ENOMEM;
        return -1;
    }
    if (change->flags & EV_ADD)
        return add(watch, which, change);
    filter = &watch->filters[which];
    if (!filter->exists) {
        errno = ENOENT;
        return -1;
    }
    if (change->flags & EV_DELETE)
        *filter = (struct filter){.exists = false};
    else
        filter->is_enabled = change->flags & EV_ENABLE;
    return tell(watch, watch->filters[READS].exists ||
                               watch->filters[WRITES].exists
                           ? EPOLL_CTL_MOD
                           : EPOLL_CTL_DEL);
}

/* Make what epoll says of one descriptor one event or two.  Returns how
 * many. */
static int translate(int queue, const struct epoll_event *from,
                     struct kevent *events)
{
    const struct watch *watch = find(queue, from->data.fd);
    const uint32_t over = EPOLLHUP | EPOLLERR;
    int count = 0;

    for (int i = 0; watch && i < FILTERS; i++) {
        if (!watch->filters[i].exists || !watch->filters[i].is_enabled ||
            !(from->events & (bits[i] | over)))
            continue;
        events[count++] = (struct kevent){
            .ident = (uintptr_t)watch->fd,
            .filter = i == READS ? EVFILT_READ : EVFILT_WRITE,
            .flags = from->events & (over | EPOLLRDHUP) ? EV_EOF : 0,
            .udata = watch->filters[i].udata,
        };
    }
    return count;
}

static int wait_for(int queue, struct kevent *events, int room,
                    const struct timespec *timeout)
{
    struct epoll_event found[EVENTS_MAX];
    int most = room / 2 < EVENTS_MAX ? room / 2 : EVENTS_MAX;
    int ms = timeout ? (int)(timeout->tv_sec * 1000 +
                             timeout->tv_nsec / 1000000)
                     : -1;
    int ready = epoll_wait(queue, found, most, ms), count = 0;

    pthread_mutex_lock(&lock);
    for (int i = 0; i < ready; i++)
        count += translate(queue, &found[i], events + count);
    pthread_mutex_unlock(&lock);
    return ready < 0 ? -1 : count;
}

int kevent(int queue, const struct kevent *changes, int change_count,
           struct kevent *events, int event_count,
           const struct timespec *timeout)
{
    int result = 0;

    pthread_mutex_lock(&lock);
    for (int i = 0; i < change_count && result == 0; i++)
        result = change_one(queue, &changes[i]);
    pthread_mutex_unlock(&lock);
    if (result < 0 || event_count == 0)
        return result;
    return wait_for(queue, events, event_count, timeout);
}
