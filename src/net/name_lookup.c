/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/name_lookup.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/process.h"
#include "base/waiter.h"

struct name_outcome name_lookup_here(const struct name_lookup *lookup,
                                     struct address_list *list)
{
    const struct addrinfo hints = {
        .ai_family = lookup->family,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV | lookup->flags,
    };
    struct addrinfo *found;
    struct name_outcome outcome = {
        .code = getaddrinfo(lookup->host, lookup->port, &hints, &found)};

    outcome.number = errno;
    if (outcome.code != 0)
        return outcome;
    for (struct addrinfo *each = found; each; each = each->ai_next)
        address_list_add(list, each->ai_addr, each->ai_addrlen);
    freeaddrinfo(found);
    return outcome;
}

static void write_all(int fd, const void *data, size_t length)
{
    const char *at = data;

    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno != EINTR)
            return;
        if (written > 0) {
            at += written;
            length -= (size_t)written;
        }
    }
}

/* In the child: look up, write the result and the addresses, and exit. */
static _Noreturn void be_child(const struct name_lookup *lookup, int fd)
{
    struct address_list list = {0};
    struct name_outcome outcome;

    process_end_with_parent(SIGKILL);
    outcome = name_lookup_here(lookup, &list);
    write_all(fd, &outcome, sizeof outcome);
    write_all(fd, list.items, list.count * sizeof *list.items);
    _exit(0);
}

/* Read the answer until the child has closed its end.  Returns 0; or -1 with
 * errno set, ETIMEDOUT when the deadline has passed. */
static int collect(int fd, int64_t deadline, const struct waiter *waiter,
                   struct buffer *answer)
{
    for (;;) {
        struct pollfd waiting = {.fd = fd, .events = POLLIN};
        int left_ms = clock_ms_left(deadline);
        int ready = waiter_wait(waiter, &waiting, 1, left_ms);
        char room[4096];
        ssize_t length;

        if (ready < 0)
            return -1;
        if (ready == 0 && left_ms == 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        if (ready == 0)
            continue;
        length = read(fd, room, sizeof room);
        if (length == 0)
            return 0;
        if (length < 0 && errno != EINTR)
            return -1;
        if (length > 0)
            buffer_append(answer, room, (size_t)length);
    }
}

static struct name_outcome unpack(const struct buffer *answer,
                                  struct address_list *list)
{
    struct name_outcome outcome = {.code = EAI_FAIL};
    struct address address;
    size_t at = sizeof outcome;

    if (answer->length < at)
        return outcome;
    memcpy(&outcome, answer->data, sizeof outcome);
    for (; at + sizeof address <= answer->length; at += sizeof address) {
        memcpy(&address, answer->data + at, sizeof address);
        address_list_add(list, address_sockaddr(&address), address.length);
    }
    if (outcome.code == 0 && at == sizeof outcome)
        outcome.code = EAI_FAIL; /* the child has died before it answered */
    return outcome;
}

int name_lookup_in_child(const struct name_lookup *lookup, int64_t deadline,
                         const struct waiter *waiter, struct address_list *list,
                         struct name_outcome *outcome)
{
    struct buffer answer = {0};
    int ends[2], result, number;
    pid_t child;

    if (pipe(ends) < 0)
        return -1;
    child = fork();
    if (child == 0)
        be_child(lookup, ends[1]);
    number = errno;
    close(ends[1]);
    errno = number;
    result = child < 0 ? -1 : collect(ends[0], deadline, waiter, &answer);
    number = errno;
    if (child > 0) {
        (void)kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(ends[0]);
    if (result == 0)
        *outcome = unpack(&answer, list);
    buffer_release(&answer);
    errno = number;
    return result;
}
