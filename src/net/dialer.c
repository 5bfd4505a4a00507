/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/dialer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/waiter.h"
#include "net/happy_eyeballs.h"
#include "net/resolver.h"

/* The attempts of one call; item i of each array belongs to address i. */
struct attempts {
    const struct address_list *list;
    const struct waiter *waiter;
    struct pollfd *fds; /* .fd is -1 before the start and after a failure */
    int number;         /* errno of the first failure, the preferred address */
};

/* Note that an attempt has failed with the errno value `number`. */
static enum attempt fail(struct attempts *attempts, size_t which, int number)
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
    int fd = descriptor_socket(address->storage.ss_family, SOCK_STREAM);

    attempts->fds[which] = (struct pollfd){.fd = fd, .events = POLLOUT};
    if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
        return fail(attempts, which, errno);
    if (connect(fd, address_sockaddr(address), address->length) == 0)
        return ATTEMPT_CONNECTED;
    return errno == EINPROGRESS || errno == EINTR
               ? ATTEMPT_PENDING
               : fail(attempts, which, errno);
}

/* Find out how an attempt has ended whose socket is ready. */
static enum attempt result_of(struct attempts *attempts, size_t which)
{
    int number = 0;
    socklen_t length = sizeof number;

    if (getsockopt(attempts->fds[which].fd, SOL_SOCKET, SO_ERROR, &number,
                   &length) < 0)
        number = errno;
    return number == 0 ? ATTEMPT_CONNECTED : fail(attempts, which, number);
}

static enum attempt wait_for_one(void *context, int timeout_ms, size_t *which)
{
    struct attempts *attempts = context;
    size_t count = attempts->list->count;
    int ready =
        waiter_wait(attempts->waiter, attempts->fds, (nfds_t)count, timeout_ms);

    if (ready < 0) {
        attempts->number = errno;
        return ATTEMPT_CANCELED;
    }
    for (*which = 0; ready > 0 && *which < count; ++*which)
        if (attempts->fds[*which].fd >= 0 && attempts->fds[*which].revents)
            return result_of(attempts, *which);
    return ATTEMPT_PENDING;
}

static int64_t now(void *context)
{
    (void)context;
    return clock_monotonic_ms();
}

/* Returns the socket that is connected first; or -1 with errno set.  errno is 0
 * when the deadline has passed; ETIMEDOUT would mean that the system has given
 * up an address. */
static int connect_to_first(const struct dialer_call *call,
                            const struct address_list *list, int64_t deadline,
                            size_t *winner)
{
    struct attempts attempts = {
        .list = list,
        .waiter = call->waiter,
        .fds = memory_new(list->count * sizeof *attempts.fds),
    };
    const struct happy_eyeballs connector = {
        .context = &attempts,
        .start = start,
        .wait = wait_for_one,
        .now = now,
    };
    enum happy_eyeballs_result result;
    int fd = -1;

    for (size_t i = 0; i < list->count; i++)
        attempts.fds[i] = (struct pollfd){.fd = -1};
    result = happy_eyeballs_run(&connector, list->count, deadline, winner);
    if (result == HAPPY_EYEBALLS_CONNECTED) {
        fd = attempts.fds[*winner].fd;
        attempts.fds[*winner].fd = -1;
    }
    for (size_t i = 0; i < list->count; i++)
        if (attempts.fds[i].fd >= 0)
            close(attempts.fds[i].fd);
    free(attempts.fds);
    errno = result == HAPPY_EYEBALLS_TIMED_OUT ? 0 : attempts.number;
    return fd;
}

static void explain(const struct dialer_call *call, int number,
                    struct error *error)
{
    if (number == 0)
        error_set(error, _("cannot call %s port %s: no answer within %u s"),
                  call->host, call->port, call->timeout_s);
    else if (number != ECANCELED)
        error_set_errno(error, number, _("cannot call %s port %s"), call->host,
                        call->port);
}

int dialer_connect(const struct dialer_call *call, struct address *peer,
                   struct error *error)
{
    struct resolver_query query = {
        .host = call->host,
        .port = call->port,
        .family = call->family,
        .deadline = call->timeout_s > 0
                        ? clock_monotonic_ms() + (int64_t)call->timeout_s * 1000
                        : CLOCK_NEVER,
        .waiter = call->waiter,
    };
    struct address_list list = {0};
    struct error cause = {0};
    size_t winner = 0;
    int fd = -1, number = 0;

    if (resolver_look_up(&query, &list, &cause) == 0) {
        address_interleave(&list);
        fd = connect_to_first(call, &list, query.deadline, &winner);
        number = errno;
        if (fd >= 0)
            *peer = list.items[winner];
        else
            explain(call, number, error);
    } else if (cause.text[0] != '\0') {
        error_set(error, _("cannot call %s"), cause.text);
    }
    address_list_release(&list);
    errno = number;
    return fd;
}
