/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests/test_web.py cannot do: wait until a request is too slow. */
#include <config.h>

#include "carrier/web_server.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/event_set.h"
#include "support/loopback.h"

#define PATIENCE_MS 60000

static int64_t clock_ms;

static int64_t fake_now(void)
{
    return clock_ms;
}

static void take_upgraded(void *context, int fd, const struct address *from,
                          const void *early, size_t length)
{
    (void)context;
    (void)from;
    (void)early;
    (void)length;
    close(fd);
}

static void take_refused(void *context, const struct address *from,
                         const char *host, const char *origin)
{
    (void)context;
    (void)from;
    (void)host;
    (void)origin;
}

static struct web_server *server;
static int events;
static char context[] = "charla-web";

static void begin(void)
{
    static const struct web_server_owner owner = {take_upgraded, take_refused,
                                                  context};

    loopback_need();
    clock_ms = 1000000;
    events = event_set_new();
    server = web_server_new(&owner, events, fake_now);
    cr_assert(server);
}

static void end(void)
{
    web_server_free(server);
    close(events);
}

TestSuite(web_server, .init = begin, .fini = end);

/* ---- A browser ----------------------------------------------------------- */

struct browser {
    int fd;
    char host[32];
};

static struct browser knock(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    struct sockaddr *address = (struct sockaddr *)&here;
    socklen_t length = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct browser browser = {socket(AF_INET, SOCK_STREAM, 0), ""};

    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(bind(listener, address, length), 0);
    cr_assert_eq(listen(listener, 1), 0);
    cr_assert_eq(getsockname(listener, address, &length), 0);
    cr_assert_eq(connect(browser.fd, address, length), 0);
    web_server_add(server, accept(listener, NULL, NULL));
    close(listener);
    snprintf(browser.host, sizeof browser.host, "127.0.0.1:%d",
             ntohs(here.sin_port));
    return browser;
}

static void say(const struct browser *browser, const char *text)
{
    size_t length = strlen(text);

    cr_assert_eq(send(browser->fd, text, length, MSG_NOSIGNAL),
                 (ssize_t)length);
    web_server_step(server);
}

/* What is there to be read now: -1, nothing yet; 0, the end. */
static ssize_t peek(const struct browser *browser)
{
    char first;

    web_server_step(server);
    return recv(browser->fd, &first, 1, MSG_PEEK | MSG_DONTWAIT);
}

/* The status of the answer that must come. */
static int status(const struct browser *browser)
{
    char answer[256] = "";
    struct pollfd readable = {.fd = browser->fd, .events = POLLIN};
    int code = 0;

    while (poll(&readable, 1, 10) == 0)
        web_server_step(server);
    cr_assert(recv(browser->fd, answer, sizeof answer - 1, 0) > 0);
    cr_assert_eq(sscanf(answer, "HTTP/1.1 %d", &code), 1);
    return code;
}

/* ---- What it is woken by ------------------------------------------------- */

/* Step as charla-web does, only when there is an event or the time has come,
 * until there is an answer. */
static int status_by_events(const struct browser *browser)
{
    struct pollfd readable = {.fd = browser->fd, .events = POLLIN};

    while (poll(&readable, 1, 0) == 0) {
        int timeout = web_server_timeout(server);
        void *moved[4];
        int count = event_set_wait(events, moved, 4, timeout);

        cr_assert(count > 0 || timeout == 0, "nothing moves");
        for (int i = 0; i < count; i++)
            cr_expect_eq(moved[i], context);
        web_server_step(server);
    }
    return status(browser);
}

Test(web_server, events_are_enough_to_answer)
{
    static const struct {
        const char *about;
        size_t padding; /* bytes, sent at once */
        int expected;
    } cases[] = {
        {"a short request", 1, 200},
        {"a long one", 12000, 200},
        {"one that is too long", 100000, 431},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct browser browser = knock();
        static char request[110000];
        void *moved[4];
        int length = snprintf(request, sizeof request,
                              "GET / HTTP/1.1\r\nHost: %s\r\nX: %0*d\r\n\r\n",
                              browser.host, (int)cases[i].padding, 0);

        while (event_set_wait(events, moved, 4, 0) > 0)
            web_server_step(server);
        cr_assert_eq(send(browser.fd, request, (size_t)length, MSG_NOSIGNAL),
                     length, "%s", cases[i].about);
        cr_expect(event_set_wait(events, moved, 4, PATIENCE_MS) > 0, "%s",
                     cases[i].about);
        cr_expect_eq(status_by_events(&browser), cases[i].expected, "%s",
                     cases[i].about);
        close(browser.fd);
    }
}

/* ---- The deadline -------------------------------------------------------- */

Test(web_server, a_request_that_takes_too_long_is_cut_off)
{
    struct browser browser = knock();

    say(&browser, "GET / HTTP/1.1\r\nX: ");
    for (int ms = 0; ms < WEB_SERVER_REQUEST_MS; ms += 500) {
        say(&browser, "x");
        cr_expect_lt(peek(&browser), 0, "it is closed after %d ms", ms);
        clock_ms += 500;
    }
    cr_expect_eq(web_server_timeout(server), 0);
    cr_expect_eq(peek(&browser), 0, "it is open still");
    close(browser.fd);
}

Test(web_server, who_says_nothing_is_cut_off_too_and_no_sooner)
{
    struct browser browser = knock();

    clock_ms += WEB_SERVER_REQUEST_MS - 1;
    cr_expect_lt(peek(&browser), 0);
    cr_expect_leq(web_server_timeout(server), 1);
    clock_ms++;
    cr_expect_eq(peek(&browser), 0);
    close(browser.fd);
}

Test(web_server, who_is_slow_has_a_deadline_of_his_own)
{
    struct browser slow = knock(), second;
    char request[128];

    clock_ms += WEB_SERVER_REQUEST_MS - 1;
    second = knock();
    clock_ms++;
    cr_expect_eq(peek(&slow), 0);
    cr_expect_lt(peek(&second), 0);
    snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n",
             second.host);
    say(&second, request);
    cr_expect_eq(status(&second), 200);
    close(slow.fd);
    close(second.fd);
}
