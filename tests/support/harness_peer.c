/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/harness_peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/harness_channel.h"
#include "support/loopback.h"

static struct sockaddr_in loopback(unsigned port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((in_port_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

static int stream_socket(void)
{
    int fd;

    loopback_need();
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(fd, 0);
    return fd;
}

/* Make a channel in which every write is sent by itself, so that a test can
 * choose the pieces. */
static struct channel *peer_new(int fd)
{
    const int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return channel_new("the peer", fd, fd);
}

int peer_listen(unsigned *port, int room)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    int fd = stream_socket();

    if (room > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, length), 0);
    cr_assert_eq(listen(fd, 1), 0);
    cr_assert_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

struct channel *peer_accept(int listener)
{
    struct pollfd fds = {.fd = listener, .events = POLLIN};
    int fd = -1;

    if (poll(&fds, 1, CHANNEL_PATIENCE_MS) > 0)
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    close(listener);
    if (fd < 0)
        channel_fail("nobody has called");
    return peer_new(fd);
}

static int call(unsigned port)
{
    struct sockaddr_in address = loopback(port);
    int fd = stream_socket();

    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

struct channel *peer_call(unsigned port)
{
    int fd = call(port);

    if (fd < 0)
        channel_fail("nobody listens on port %u: %s", port, strerror(errno));
    return peer_new(fd);
}

bool peer_is_refused(unsigned port)
{
    int fd = call(port);

    if (fd < 0)
        return errno == ECONNREFUSED;
    close(fd);
    return false;
}

bool peer_has_ipv6(void)
{
    const struct sockaddr_in6 address = {
        .sin6_family = AF_INET6,
        .sin6_addr = IN6ADDR_LOOPBACK_INIT,
    };
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool has = fd >= 0 && bind(fd, (const struct sockaddr *)&address,
                               sizeof address) == 0;

    if (fd >= 0)
        close(fd);
    return has;
}

/* Can this port be bound?  Not if somebody listens there.  SO_REUSEADDR lets
 * the program under test have the port although we try it. */
static bool is_free(unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((in_port_t)port),
    };
    const int on = 1;
    int fd = stream_socket();
    int bound;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bound = bind(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return bound == 0;
}

void peer_await(unsigned port)
{
    for (int ms = 0; is_free(port); ms++) {
        if (ms == CHANNEL_PATIENCE_MS)
            channel_fail("nobody begins to listen on port %u", port);
        poll(NULL, 0, 1); /* a quiet program gives nothing to wait for */
    }
}

/* Take the UDP port of the same number, for as long as the test runs: so the
 * tests tell each other what is taken, tests/ports.py as well. */
static bool mark(unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons((in_port_t)port),
    };
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    cr_assert_geq(fd, 0);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return true;
    close(fd);
    return false;
}

/* Each test is a process of its own, so they begin at different places. */
unsigned peer_free_port(void)
{
    static unsigned turn;

    for (;;) {
        unsigned port = 10000 + ((unsigned)getpid() * 16 + turn++) % 20000;
        if (is_free(port) && mark(port))
            return port;
        cr_assert_lt(turn, 1000);
    }
}
