/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/dialer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "net/happy_eyeballs.h"

/* The attempts of one call; item i of each array belongs to address i. */
struct attempts {
    const struct address_list *list;
    struct pollfd *fds; /* .fd is -1 before the start and after a failure */
    int number;         /* errno of the first failure, the preferred address */
};

static enum attempt lose(struct attempts *attempts, size_t which,
                            int number)
{
    if (attempts->number == 0)
        attempts->number = number;
    if (attempts->fds[which].fd >= 0)
        close(attempts->fds[which].fd);
    attempts->fds[which].fd = -1;
    return ATTEMPT_FAILED;
}

static enum attempt start(void *context, size_t which)
{
    struct attempts *attempts = context;
    const struct address *address = &attempts->list->items[which];
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    attempts->fds[which] = (struct pollfd){.fd = fd, .events = POLLOUT};
    if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
        return lose(attempts, which, errno);
    if (connect(fd, address_sockaddr(address), address->length) == 0)
        return ATTEMPT_CONNECTED;
    return errno == EINPROGRESS || errno == EINTR
               ? ATTEMPT_PENDING
               : lose(attempts, which, errno);
}

/* What has become of an attempt that poll says is over? */
static enum attempt judge(struct attempts *attempts, size_t which)
{
    int number = 0;
    socklen_t length = sizeof number;

    if (getsockopt(attempts->fds[which].fd, SOL_SOCKET, SO_ERROR, &number,
                   &length) < 0)
        number = errno;
    return number == 0 ? ATTEMPT_CONNECTED : lose(attempts, which, number);
}

static enum attempt wait_for_one(void *context, int timeout_ms,
                                    size_t *which)
{
    struct attempts *attempts = context;
    size_t count = attempts->list->count;

    if (poll(attempts->fds, (nfds_t)count, timeout_ms) <= 0)
        return ATTEMPT_PENDING;
    for (*which = 0; *which < count; ++*which)
        if (attempts->fds[*which].fd >= 0 && attempts->fds[*which].revents)
            return judge(attempts, *which);
    return ATTEMPT_PENDING;
}

static int64_t now(void *context)
{
    (void)context;
    return clock_monotonic_ms();
}

/* Returns the winner's socket, or -1 with errno set. */
static int connect_to_first(const struct address_list *list, size_t *winner)
{
    struct attempts attempts = {
        .list = list,
        .fds = memory_new(list->count * sizeof *attempts.fds),
    };
    const struct happy_eyeballs connector = {
        .context = &attempts,
        .start = start,
        .wait = wait_for_one,
        .now = now,
    };
    int fd = -1;

    for (size_t i = 0; i < list->count; i++)
        attempts.fds[i] = (struct pollfd){.fd = -1};
    if (happy_eyeballs_run(&connector, list->count, winner) == 0) {
        fd = attempts.fds[*winner].fd;
        attempts.fds[*winner].fd = -1;
    }
    for (size_t i = 0; i < list->count; i++)
        if (attempts.fds[i].fd >= 0)
            close(attempts.fds[i].fd);
    free(attempts.fds);
    errno = attempts.number;
    return fd;
}

int dialer_connect(const char *host, const char *port, int family,
                    struct address *peer, struct error *error)
{
    struct address_list list = {0};
    struct error cause = {0};
    size_t winner = 0;
    int fd;

    if (address_look_up(host, port, family, &list, &cause) < 0) {
        error_set(error, _("cannot call %s"), cause.text);
        return -1;
    }
    address_interleave(&list);
    fd = connect_to_first(&list, &winner);
    if (fd >= 0)
        *peer = list.items[winner];
    else
        error_set_errno(error, errno, _("cannot call %s port %s"), host,
                        port);
    address_list_release(&list);
    return fd;
}
