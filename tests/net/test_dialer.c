/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/dialer.h"
#include "net/listener.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/waiter.h"
#include "net/resolver.h"
#include "support/cancelled.h"
#include "support/loopback.h"

#define PORT_MAX 6

TestSuite(dialer, .init = loopback_need);

static int dial(const char *host, const char *port, struct address *peer,
                struct error *error)
{
    const struct dialer_call call = {
        .host = host, .port = port, .waiter = &waiter_plain};

    return dialer_connect(&call, peer, error);
}

/* Listen on any free port, which is written into `port`. */
static int listen_anywhere(const char *host, int family, char port[PORT_MAX],
                           struct address *bound)
{
    struct error error = {0};
    int fd = listener_open(host, "0", family, bound, &error);

    cr_assert_geq(fd, 0, "%s", error.text);
    cr_assert_gt(address_port(bound), 0);
    snprintf(port, PORT_MAX, "%u", address_port(bound) & 0xFFFF);
    return fd;
}

static bool has_ipv6(void)
{
    struct address bound;
    struct error error;
    int fd = listener_open("::1", "0", AF_INET6, &bound, &error);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Take the call that has been made. */
static int take_call(int listener, struct address *peer)
{
    struct pollfd caller = {.fd = listener, .events = POLLIN};

    cr_assert_eq(poll(&caller, 1, -1), 1);
    peer->length = sizeof peer->storage;
    return accept(listener, (struct sockaddr *)&peer->storage, &peer->length);
}

/* Call and accept; the two must agree on who they are. */
static void check_call(int listener, const char *host, const char *port,
                       const char *from, const char *to)
{
    struct address peer, caller;
    struct error error = {0};
    char text[ADDRESS_TEXT_MAX], byte = 0;
    int fd = dial(host, port, &peer, &error), other;

    cr_assert_geq(fd, 0, "%s", error.text);
    other = take_call(listener, &caller);
    cr_assert_geq(other, 0);
    address_format(&peer, text);
    cr_expect_str_eq(text, to);
    snprintf(text, sizeof text, "%u", address_port(&peer));
    cr_expect_str_eq(text, port);
    address_format(&caller, text);
    cr_expect_str_eq(text, from);
    cr_expect(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    cr_expect_eq(write(fd, "x", 1), 1);
    cr_expect_eq(read(other, &byte, 1), 1);
    cr_expect_eq(byte, 'x');
    close(fd);
    close(other);
}

Test(dialer, carries_a_call_on_one_address)
{
    struct address bound;
    char port[PORT_MAX], text[ADDRESS_TEXT_MAX];
    int listener = listen_anywhere("127.0.0.1", AF_UNSPEC, port, &bound);

    address_format(&bound, text);
    cr_assert_str_eq(text, "127.0.0.1");
    cr_assert(fcntl(listener, F_GETFD) & FD_CLOEXEC);
    check_call(listener, "127.0.0.1", port, "127.0.0.1", "127.0.0.1");
    close(listener);
}

Test(dialer, listens_for_both_families_with_one_socket)
{
    struct address bound;
    char port[PORT_MAX];
    int listener = listen_anywhere(NULL, AF_UNSPEC, port, &bound);

    cr_assert(address_is_wildcard(&bound));
    check_call(listener, "127.0.0.1", port, "127.0.0.1", "127.0.0.1");
    if (has_ipv6()) {
        cr_assert_eq(bound.storage.ss_family, AF_INET6);
        check_call(listener, "::1", port, "::1", "::1");
        check_call(listener, "[::1]", port, "::1", "::1");
    }
    close(listener);
}

static void check_refused(const char *host, const char *port)
{
    struct address peer;
    struct error error = {0};
    char words[ERROR_TEXT_MAX];

    snprintf(words, sizeof words,
             "cannot call %s port %s: connection refused, nobody is waiting "
             "for a call there",
             host, port);
    cr_expect_eq(dial(host, port, &peer, &error), -1);
    cr_expect_str_eq(error.text, words, "%s", error.text);
}

/* Bound but not listening, a port is nobody else's and refuses.  `port` "0"
 * is any, and turns into its number.  -1: another program has it. */
static int occupy(const char *host, char port[PORT_MAX])
{
    const struct resolver_query query = {.host = host,
                                         .port = port,
                                         .deadline = CLOCK_NEVER,
                                         .waiter = &waiter_plain};
    struct address_list list = {0};
    struct address bound = {.length = sizeof bound.storage};
    struct error error = {0};
    int fd;

    cr_assert_eq(resolver_look_up(&query, &list, &error), 0, "%s", error.text);
    fd = socket(list.items[0].storage.ss_family, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&list.items[0].storage,
             list.items[0].length) < 0) {
        cr_assert_eq(errno, EADDRINUSE);
        address_list_release(&list);
        close(fd);
        return -1;
    }
    getsockname(fd, (struct sockaddr *)&bound.storage, &bound.length);
    snprintf(port, PORT_MAX, "%u", address_port(&bound) & 0xFFFF);
    address_list_release(&list);
    return fd;
}

/* Listen for `family` on a port that nobody has at the other family's
 * loopback `other`, which is occupied, so that nobody listens there
 * meanwhile. */
static int listen_alone(int family, const char *other, char port[PORT_MAX],
                        struct address *bound)
{
    for (;;) {
        int listener = listen_anywhere(NULL, family, port, bound);

        if (occupy(other, port) >= 0)
            return listener;
        close(listener);
    }
}

Test(dialer, listens_for_one_family_if_that_is_wanted)
{
    struct address bound;
    char port[PORT_MAX];
    int listener = listen_anywhere(NULL, AF_INET, port, &bound);

    cr_assert_eq(bound.storage.ss_family, AF_INET);
    check_call(listener, "127.0.0.1", port, "127.0.0.1", "127.0.0.1");
    close(listener);
    if (!has_ipv6())
        return;
    listener = listen_alone(AF_INET, "::1", port, &bound);
    check_refused("::1", port);
    close(listener);
    listener = listen_alone(AF_INET6, "127.0.0.1", port, &bound);
    check_call(listener, "::1", port, "::1", "::1");
    check_refused("127.0.0.1", port);
    close(listener);
}

Test(dialer, says_what_was_called_and_that_it_refused)
{
    char port[PORT_MAX] = "0";
    int fd = occupy("127.0.0.1", port);

    check_refused("127.0.0.1", port);
    close(fd);
}

/* ---- A host of two addresses --------------------------------------------- */

/* Every name is a number but one, which no resolver must be asked for. */
int getaddrinfo(const char *host, const char *port,
                const struct addrinfo *hints, struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *,
                struct addrinfo **);
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    int code;

    memcpy(&real, &symbol, sizeof real);
    if (!host || strcmp(host, "two") != 0)
        return real(host, port, hints, found);
    code = real("127.0.0.2", port, hints, found);
    return code ? code : real("127.0.0.1", port, hints, &(*found)->ai_next);
}

Test(dialer, tries_all_addresses_of_a_host)
{
    static const char *const hosts[] = {"127.0.0.1", "127.0.0.2"};

    for (size_t i = 0; i < 2; i++) {
        struct address bound;
        char port[PORT_MAX];
        int listener = listen_anywhere(hosts[i], AF_UNSPEC, port, &bound);

        check_call(listener, "two", port, "127.0.0.1", hosts[i]);
        close(listener);
    }
}

/* Fill the queue of a listener that never accepts, so that the next call is
 * not answered, neither yes nor no. */
static int play_dead(const char *host, const char *port, int calls[],
                     size_t count)
{
    struct address bound;
    struct error error = {0};
    int fd = listener_open(host, port, AF_UNSPEC, &bound, &error);

    cr_assert_geq(fd, 0, "%s", error.text);
    cr_assert_eq(listen(fd, 0), 0); /* so that a few calls fill it */
    for (size_t i = 0; i < count; i++) {
        calls[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(calls[i], (struct sockaddr *)&bound.storage,
                      bound.length);
    }
    return fd;
}

Test(dialer, finds_the_good_address_behind_a_dead_one)
{
    struct address bound;
    char port[PORT_MAX];
    int calls[16];
    int listener = listen_anywhere("127.0.0.1", AF_UNSPEC, port, &bound);
    int dead = play_dead("127.0.0.2", port, calls, 16);

    check_call(listener, "two", port, "127.0.0.1", "127.0.0.1");
    for (size_t i = 0; i < 16; i++)
        close(calls[i]);
    close(dead);
    close(listener);
}

Test(dialer, gives_a_dead_address_up_after_the_timeout, .timeout = 60)
{
    struct address bound, peer;
    struct error error = {0};
    char port[PORT_MAX], words[ERROR_TEXT_MAX];
    int calls[16], fd = listen_anywhere("127.0.0.1", AF_UNSPEC, port, &bound);
    int dead;
    const struct dialer_call call = {.host = "127.0.0.2",
                                     .port = port,
                                     .timeout_s = 1,
                                     .waiter = &waiter_plain};

    dead = play_dead("127.0.0.2", port, calls, 16);
    cr_assert_eq(dialer_connect(&call, &peer, &error), -1);
    snprintf(words, sizeof words,
             "cannot call 127.0.0.2 port %s: no answer within 1 s", port);
    cr_expect_str_eq(error.text, words, "%s", error.text);
    for (size_t i = 0; i < 16; i++)
        close(calls[i]);
    close(dead);
    close(fd);
}

Test(dialer, says_nothing_when_it_is_called_off, .timeout = 60)
{
    struct address bound, peer;
    struct error error = {0};
    char port[PORT_MAX];
    int calls[16], fd = listen_anywhere("127.0.0.1", AF_UNSPEC, port, &bound);
    int dead = play_dead("127.0.0.2", port, calls, 16);
    const struct dialer_call call = {
        .host = "127.0.0.2", .port = port, .waiter = &cancelled};

    cr_expect_eq(dialer_connect(&call, &peer, &error), -1);
    cr_expect_str_eq(error.text, "");
    for (size_t i = 0; i < 16; i++)
        close(calls[i]);
    close(dead);
    close(fd);
}

Test(dialer, says_why_the_first_address_failed_when_all_have)
{
    char port[PORT_MAX] = "0";
    int fd = occupy("127.0.0.1", port);

    check_refused("two", port);
    close(fd);
}

/* ---- Errors -------------------------------------------------------------- */

/* 0.0.0.0 would be free, but half a port must not pass for a whole one. */
Test(dialer, says_that_a_port_is_taken_for_one_family)
{
    struct address bound;
    struct error error = {0};
    char port[PORT_MAX];
    int listener;

    if (!has_ipv6())
        return;
    listener = listen_anywhere(NULL, AF_INET6, port, &bound);
    cr_assert_eq(listener_open(NULL, port, AF_UNSPEC, &bound, &error), -1);
    cr_assert_not_null(strstr(error.text, "already in use"), "%s", error.text);
    close(listener);
}

Test(dialer, says_that_a_port_is_taken)
{
    static const char *const hosts[] = {"127.0.0.1", NULL};
    struct address bound;
    char port[PORT_MAX], words[ERROR_TEXT_MAX];
    int listener = listen_anywhere("127.0.0.1", AF_UNSPEC, port, &bound);

    for (size_t i = 0; i < 2; i++) {
        struct error error = {0};

        snprintf(words, sizeof words,
                 "cannot listen on %s%sport %s: this port is already in use",
                 hosts[i] ? hosts[i] : "", hosts[i] ? " " : "", port);
        cr_expect_eq(listener_open(hosts[i], port, AF_UNSPEC, &bound, &error),
                     -1);
        cr_expect_str_eq(error.text, words, "%s", error.text);
    }
    close(listener);
}

Test(dialer, listens_again_on_the_port_of_a_call_just_ended)
{
    struct address bound, peer;
    struct error error = {0};
    char port[PORT_MAX], byte;
    int listener = listen_anywhere("127.0.0.1", AF_UNSPEC, port, &bound);
    int caller = dial("127.0.0.1", port, &peer, &error);
    int called = take_call(listener, &peer);

    close(listener);
    close(called); /* the side that closes first keeps the port for a while */
    cr_assert_eq(read(caller, &byte, 1), 0);
    close(caller);
    listener = listener_open("127.0.0.1", port, AF_UNSPEC, &bound, &error);
    cr_assert_geq(listener, 0, "%s", error.text);
    close(listener);
}

Test(dialer, refuses_a_second_caller_once_the_listener_is_closed)
{
    struct address bound, peer;
    struct error error = {0};
    char port[PORT_MAX];
    int listener = listen_anywhere("127.0.0.1", AF_UNSPEC, port, &bound);
    int caller = dial("127.0.0.1", port, &peer, &error);
    int called = take_call(listener, &peer);

    cr_assert(caller >= 0 && called >= 0);
    close(listener);
    check_refused("127.0.0.1", port);
    close(called);
    close(caller);
}

Test(dialer, says_what_it_was_to_do_with_an_unknown_address)
{
    struct address address;
    struct error error = {0};

    cr_assert_eq(dial("no such host", "8081", &address, &error), -1);
    cr_assert_eq(strncmp(error.text, "cannot call no such host: ", 26), 0, "%s",
                 error.text);
    cr_assert_eq(
        listener_open("no such host", "8081", AF_UNSPEC, &address, &error), -1);
    cr_assert_eq(strncmp(error.text, "cannot listen on no such host: ", 31), 0,
                 "%s", error.text);
    /* 192.0.2.0/24 is for papers (RFC 5737): no machine has it. */
    cr_assert_eq(
        listener_open("192.0.2.1", "8081", AF_UNSPEC, &address, &error), -1);
    cr_assert_str_eq(error.text, "cannot listen on 192.0.2.1 port 8081: this "
                                 "machine does not have that address");
}
