/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/transport_tcp.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "net/transport.h"
#include "support/loopback.h"
#include "support/transport_suite.h"

#define MUCH ((size_t)32 * 1024 * 1024) /* more than two sockets hold */

TestSuite(transport_tcp, .init = loopback_need);

/* A connection over the loopback: our end as a transport, theirs bare. */
struct pair {
    struct transport *transport;
    int peer;
};

static struct pair connect_pair(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct pair pair;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, length), 0);
    cr_assert_eq(listen(listener, 1), 0);
    getsockname(listener, (struct sockaddr *)&address, &length);
    cr_assert_eq(connect(fd, (struct sockaddr *)&address, length), 0);
    pair.peer = accept(listener, NULL, NULL);
    cr_assert_geq(pair.peer, 0);
    close(listener);
    pair.transport = transport_tcp_new(fd, 0);
    return pair;
}

static void wait_for(const struct pair *pair, short events)
{
    struct pollfd fd = {.fd = transport_fd(pair->transport),
                        .events = events};

    cr_assert_eq(poll(&fd, 1, -1), 1);
}

/* A reset: what closing does once lingering is off. */
static void reset(struct pair *pair)
{
    const struct linger linger = {.l_onoff = 1};

    setsockopt(pair->peer, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(pair->peer);
    pair->peer = -1;
}

static void end(struct pair *pair)
{
    transport_free(pair->transport);
    if (pair->peer >= 0)
        close(pair->peer);
}

Test(transport_tcp, makes_the_socket_fit_for_talking)
{
    struct pair pair = connect_pair();
    int fd = transport_fd(pair.transport), on = 0;
    socklen_t length = sizeof on;

    cr_assert(fcntl(fd, F_GETFL) & O_NONBLOCK);
    cr_assert_eq(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &length), 0);
    cr_assert(on);
    end(&pair);
    cr_assert(fcntl(fd, F_GETFD) < 0 && errno == EBADF);
    transport_free(NULL);
}

static int option_of(int fd, int level, int name)
{
    int value = -1;
    socklen_t length = sizeof value;

    cr_expect_eq(getsockopt(fd, level, name, &value, &length), 0);
    return value;
}

/* For every timeout that --timeout takes, up to a day. */
Test(transport_tcp, asks_a_silent_peer_in_time)
{
    static const struct {
        unsigned timeout_s;
        int silence, between; /* in seconds */
    } table[] = {
        {1, 1, 1},           {2, 1, 1},           {20, 10, 4},
        {65533, 32767, 10923}, {65534, 32767, 10923}, {65535, 32767, 10923},
        {65536, 32767, 10923}, {86400, 32767, 14400},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        unsigned timeout_s = table[i].timeout_s;
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        struct transport *transport = transport_tcp_new(fd, timeout_s);

        cr_expect_eq(option_of(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
        cr_expect_eq(option_of(fd, IPPROTO_TCP, TCP_KEEPIDLE),
                     table[i].silence, "%u", timeout_s);
        cr_expect_eq(option_of(fd, IPPROTO_TCP, TCP_KEEPINTVL),
                     table[i].between, "%u", timeout_s);
        cr_expect_eq(option_of(fd, IPPROTO_TCP, TCP_KEEPCNT), 3);
        cr_expect_eq(option_of(fd, IPPROTO_TCP, TCP_USER_TIMEOUT),
                     (int)timeout_s * 1000);
        cr_expect_leq(table[i].silence + 3 * table[i].between,
                      (int)timeout_s + 3);
        transport_free(transport);
    }
}

Test(transport_tcp, carries_bytes_both_ways)
{
    struct pair pair = connect_pair();
    struct error error = {0};
    char room[16];
    size_t moved = 0;

    cr_assert_eq(transport_receive(pair.transport, room, sizeof room, &moved,
                                   &error),
                 TRANSPORT_WAIT);
    cr_assert_eq(write(pair.peer, "ab\0cd", 5), 5);
    wait_for(&pair, POLLIN);
    cr_assert_eq(transport_receive(pair.transport, room, 3, &moved, &error),
                 TRANSPORT_OK);
    cr_assert_eq(moved, 3);
    cr_assert_eq(transport_receive(pair.transport, room + 3, 13, &moved,
                                   &error),
                 TRANSPORT_OK);
    cr_assert_eq(moved, 2);
    cr_assert_eq(memcmp(room, "ab\0cd", 5), 0);
    cr_assert_eq(transport_send(pair.transport, "xyz", 3, &moved, &error),
                 TRANSPORT_OK);
    cr_assert_eq(moved, 3);
    cr_assert_eq(read(pair.peer, room, sizeof room), 3);
    cr_assert_eq(memcmp(room, "xyz", 3), 0);
    cr_assert_str_empty(error.text);
    end(&pair);
}

Test(transport_tcp, receives_on_after_it_has_finished_sending)
{
    struct pair pair = connect_pair();
    struct error error = {0};
    char room[16];
    size_t moved;

    transport_finish(pair.transport);
    cr_assert_eq(read(pair.peer, room, sizeof room), 0);
    cr_assert_eq(write(pair.peer, "late", 4), 4);
    wait_for(&pair, POLLIN);
    cr_assert_eq(transport_receive(pair.transport, room, sizeof room, &moved,
                                   &error),
                 TRANSPORT_OK);
    cr_assert_eq(moved, 4);
    close(pair.peer);
    pair.peer = -1;
    wait_for(&pair, POLLIN);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(transport_receive(pair.transport, room, sizeof room,
                                       &moved, &error),
                     TRANSPORT_END);
    end(&pair);
}

/* Send until no more goes; returns how many bytes went. */
static size_t fill(struct pair *pair, const char *data)
{
    struct error error = {0};
    enum transport_status status;
    size_t total = 0, moved;

    while ((status = transport_send(pair->transport, data + total,
                                    MUCH - total, &moved, &error)) ==
           TRANSPORT_OK) {
        total += moved;
        cr_assert_lt(total, MUCH, "the socket takes all");
    }
    cr_assert_eq(status, TRANSPORT_WAIT, "%s", error.text);
    return total;
}

Test(transport_tcp, says_how_much_went_when_the_peer_does_not_read)
{
    struct pair pair = connect_pair();
    char *data = malloc(MUCH), *got = malloc(MUCH);
    size_t total, at = 0;

    for (size_t i = 0; i < MUCH; i++)
        data[i] = (char)(i * 2654435761u >> 13);
    total = fill(&pair, data);
    transport_finish(pair.transport);
    for (ssize_t more; (more = read(pair.peer, got + at, MUCH - at)) > 0;)
        at += (size_t)more;
    cr_assert_eq(at, total);
    cr_assert_eq(memcmp(got, data, total), 0);
    end(&pair);
    free(data);
    free(got);
}

Test(transport_tcp, can_send_again_once_the_peer_has_read)
{
    struct pair pair = connect_pair();
    char *data = calloc(1, MUCH);
    struct error error = {0};
    size_t total = fill(&pair, data), at = 0, moved;

    while (at < total) {
        ssize_t more = read(pair.peer, data, MUCH);
        cr_assert_gt(more, 0);
        at += (size_t)more;
    }
    wait_for(&pair, POLLOUT);
    cr_assert_eq(transport_send(pair.transport, "x", 1, &moved, &error),
                 TRANSPORT_OK);
    end(&pair);
    free(data);
}

Test(transport_tcp, tells_of_a_reset_to_who_receives)
{
    struct pair pair = connect_pair();
    struct error error = {0};
    char room[16];
    size_t moved;

    reset(&pair);
    wait_for(&pair, POLLIN);
    cr_assert_eq(transport_receive(pair.transport, room, sizeof room, &moved,
                                   &error),
                 TRANSPORT_BROKEN);
    cr_assert_str_eq(error.text, "cannot receive: connection reset by the "
                                 "other side");
    end(&pair);
}

/* Twice: the second time the system would send SIGPIPE. */
Test(transport_tcp, tells_of_a_reset_to_who_sends_and_survives)
{
    static const char *const words[] = {
        "cannot send: connection reset by the other side",
        "cannot send: nobody is reading at the other end",
    };
    struct pair pair = connect_pair();
    size_t moved;

    reset(&pair);
    wait_for(&pair, POLLIN);
    for (size_t i = 0; i < 2; i++) {
        struct error error = {0};
        cr_assert_eq(transport_send(pair.transport, "x", 1, &moved, &error),
                     TRANSPORT_BROKEN);
        cr_assert_str_eq(error.text, words[i]);
    }
    transport_finish(pair.transport);
    end(&pair);
}

/* ---- What every transport does ------------------------------------------- */

static void connect_tcp(struct transport *ends[2])
{
    int fds[2];

    suite_connect_sockets(fds);
    for (size_t i = 0; i < 2; i++)
        ends[i] = transport_tcp_new(fds[i], 0);
}

TRANSPORT_SUITE(transport_tcp, connect_tcp)

/* Also when the peer has ended before, and receiving says no more than that. */
Test(transport_tcp, sees_a_reset_behind_the_peers_end)
{
    struct pair pair = connect_pair();
    struct error error = {0};
    struct transport_link link;
    size_t sent = 0;

    cr_assert_eq(transport_send(pair.transport, "x", 1, &sent, &error),
                 TRANSPORT_OK);
    shutdown(pair.peer, SHUT_WR);
    transport_look(pair.transport, &link);
    cr_expect_not(link.is_broken);
    reset(&pair);
    wait_for(&pair, 0);
    transport_look(pair.transport, &link);
    cr_expect(link.is_broken);
    end(&pair);
}

/* An end in order is told from that by a reset, which an abort sends. */
Test(transport_tcp, ends_with_a_reset_after_an_abort)
{
    for (int aborts = 0; aborts < 2; aborts++) {
        struct pair pair = connect_pair();
        char room;

        if (aborts)
            transport_abort(pair.transport);
        transport_free(pair.transport);
        cr_expect_eq(recv(pair.peer, &room, 1, 0), aborts ? -1 : 0);
        if (aborts)
            cr_expect_eq(errno, ECONNRESET);
        close(pair.peer);
    }
}

/* ---- A command in place of a connection ---------------------------------- */

/* What a command has read nobody else need have. */
Test(transport_tcp, knows_of_a_command_only_what_it_has_read)
{
    struct transport_link link;
    struct transport *transport;
    struct error error = {0};
    char room[8];
    size_t sent;
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    transport = transport_tcp_new(pair[0], 5);
    cr_assert_eq(transport_send(transport, "hola", 4, &sent, &error),
                 TRANSPORT_OK);
    transport_look(transport, &link);
    cr_expect(link.is_command && !link.is_known && !link.is_settled);
    cr_assert_eq(read(pair[1], room, sizeof room), 4);
    transport_look(transport, &link);
    cr_expect(link.is_command && !link.is_known && !link.is_broken);
    cr_expect(link.is_settled && link.acknowledged == 0);
    close(pair[1]);
    transport_free(transport);
}
