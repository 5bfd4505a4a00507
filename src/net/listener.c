/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/waiter.h"
#include "net/resolver.h"

/* Set the options of a listening socket.  `dual`: an IPv6 socket takes IPv4
 * callers too. */
static void set_options(int fd, const struct address *address, bool dual)
{
    const int on = 1, only_v6 = !dual;

    /* These fail only on systems that lack them, and nothing is lost then. */
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->storage.ss_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only_v6,
                         sizeof only_v6);
}

/* Returns a socket that listens on `address`, or -1 with errno set. */
static int listen_on(const struct address *address, bool dual)
{
    int fd = descriptor_socket(address->storage.ss_family, SOCK_STREAM);
    int number;

    if (fd < 0)
        return -1;
    set_options(fd, address, dual);
    if (bind(fd, address_sockaddr(address), address->length) == 0 &&
        listen(fd, SOMAXCONN) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
        return fd;
    number = errno;
    close(fd);
    errno = number;
    return -1;
}

/* Of the wildcards 0.0.0.0 and ::, put the IPv6 one first: it takes callers of
 * both families. */
static void prefer_ipv6(struct address_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        struct address first = list->items[0];
        if (first.storage.ss_family == AF_INET6)
            return;
        list->items[0] = list->items[i];
        list->items[i] = first;
    }
}

/* Listen on the first address of the list that this machine has.  Returns the
 * socket with `*bound` set, or -1 with errno set. */
static int listen_on_first(const struct address_list *list, bool dual,
                           struct address *bound)
{
    int number = 0;

    for (size_t i = 0; i < list->count; i++) {
        int fd = listen_on(&list->items[i], dual);
        if (fd >= 0) {
            bound->length = sizeof bound->storage;
            if (getsockname(fd, (struct sockaddr *)&bound->storage,
                            &bound->length) == 0)
                return fd;
            close(fd);
        }
        number = errno;
        /* The next one, of the other family, is tried only if this family
         * does not exist here.  If the port is taken, that is an error, even
         * if it is free in the other family. */
        if (number != EAFNOSUPPORT && number != EADDRNOTAVAIL)
            break;
    }
    errno = number;
    return -1;
}

int listener_open(const char *host, const char *port, int family,
                  struct address *bound, struct error *error)
{
    const struct resolver_query query = {
        .host = host,
        .port = port,
        .family = family,
        .deadline = CLOCK_NEVER,
        .waiter = &waiter_plain,
    };
    struct address_list list = {0};
    struct error cause = {0};
    int fd;

    if (resolver_look_up(&query, &list, &cause) < 0) {
        error_set(error, _("cannot listen on %s"), cause.text);
        address_list_release(&list);
        return -1;
    }
    if (!host)
        prefer_ipv6(&list);
    fd = listen_on_first(&list, !host && family == AF_UNSPEC, bound);
    if (fd < 0 && host)
        error_set_errno(error, errno, _("cannot listen on %s port %s"), host,
                        port);
    else if (fd < 0)
        error_set_errno(error, errno, _("cannot listen on port %s"), port);
    address_list_release(&list);
    return fd;
}
