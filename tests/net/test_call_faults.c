/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said when a system call fails while a name is looked up, a call is
 * made, or calls are waited for. */
#include <config.h>

#include "net/dialer.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/waiter.h"
#include "net/listener.h"
#include "net/name_lookup.h"
#include "net/proxy.h"
#include "support/cancelled.h"
#include "support/failing.h"
#include "support/loopback.h"

TestSuite(call_faults, .init = loopback_need, .timeout = 60);

/* What charla says of this errno after these words. */
static const char *sentence(const char *words, int number)
{
    static struct error why;

    error_set_errno(&why, number, "%s", words);
    return why.text;
}

static int listen_here(char port[8])
{
    struct address bound;
    struct error error = {0};
    int fd = listener_open("127.0.0.1", "0", AF_INET, &bound, &error);

    cr_assert_geq(fd, 0, "%s", error.text);
    snprintf(port, 8, "%u", address_port(&bound));
    return fd;
}

/* ---- Names --------------------------------------------------------------- */

static const struct name_lookup numeric = {
    .host = "127.0.0.1", .port = "9", .family = AF_INET,
    .flags = AI_NUMERICHOST};

static int look_up(const struct waiter *waiter, int64_t deadline,
                   struct address_list *list, struct name_outcome *outcome)
{
    *list = (struct address_list){0};
    *outcome = (struct name_outcome){0};
    return name_lookup_in_child(&numeric, deadline, waiter, list, outcome);
}

/* There is no child left, however it went. */
static void expect_no_child(void)
{
    cr_expect(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

Test(call_faults, a_look_up_that_cannot_begin_fails_with_the_reason)
{
    static const struct {
        enum failing_call call;
        int number;
    } cases[] = {{FAILING_PIPE, EMFILE}, {FAILING_FORK, EAGAIN}};
    struct address_list list;
    struct name_outcome outcome;

    for (size_t i = 0; i < 2; i++) {
        failing_set(cases[i].call, 0, 1, cases[i].number);
        cr_expect_eq(look_up(&waiter_plain, CLOCK_NEVER, &list, &outcome), -1);
        cr_expect_eq(errno, cases[i].number);
        cr_expect(failing_is_over());
        expect_no_child();
    }
}

Test(call_faults, a_look_up_survives_signals_on_both_sides)
{
    struct address_list list;
    struct name_outcome outcome;

    failing_set(FAILING_WRITE, 0, 2, EINTR); /* in the child */
    failing_set(FAILING_READ, 0, 1, EINTR);
    failing_set(FAILING_WAITPID, 0, 1, EINTR);
    cr_expect_eq(look_up(&waiter_plain, CLOCK_NEVER, &list, &outcome), 0);
    failing_set(FAILING_WRITE, 0, 0, 0);
    cr_expect(failing_is_over());
    cr_expect_eq(outcome.code, 0);
    cr_expect_eq(list.count, 1);
    address_list_release(&list);
    expect_no_child();
}

/* The child can write nothing, or nothing after the result. */
Test(call_faults, a_look_up_without_an_answer_finds_nothing)
{
    struct address_list list;
    struct name_outcome outcome;

    for (int skip = 0; skip < 2; skip++) {
        failing_set(FAILING_WRITE, skip, 9, EPIPE);
        cr_expect_eq(look_up(&waiter_plain, CLOCK_NEVER, &list, &outcome), 0);
        failing_set(FAILING_WRITE, 0, 0, 0);
        cr_expect_eq(outcome.code, EAI_FAIL);
        cr_expect_eq(list.count, 0);
        address_list_release(&list);
        expect_no_child();
    }
}

Test(call_faults, a_look_up_that_cannot_be_read_fails_with_the_reason)
{
    struct address_list list;
    struct name_outcome outcome;

    failing_set(FAILING_READ, 0, 1, EIO);
    cr_expect_eq(look_up(&waiter_plain, CLOCK_NEVER, &list, &outcome), -1);
    cr_expect_eq(errno, EIO);
    cr_expect_eq(look_up(&cancelled, CLOCK_NEVER, &list, &outcome), -1);
    cr_expect_eq(errno, ECANCELED);
    expect_no_child();
}

/* Nothing is ever ready, and the time is over. */
static int wait_in_vain(void *context, struct pollfd *fds, nfds_t count,
                        int timeout_ms)
{
    (void)context, (void)fds, (void)count, (void)timeout_ms;
    return 0;
}

static const struct waiter in_vain = {.poll = wait_in_vain};

Test(call_faults, a_look_up_ends_at_its_deadline)
{
    struct address_list list;
    struct name_outcome outcome;

    cr_expect_eq(look_up(&in_vain, clock_monotonic_ms(), &list, &outcome), -1);
    cr_expect_eq(errno, ETIMEDOUT);
    expect_no_child();
}

/* ---- Waiting for calls --------------------------------------------------- */

Test(call_faults, a_listener_that_cannot_be_opened_says_why)
{
    static const struct {
        enum failing_call call;
        int number;
    } cases[] = {{FAILING_SOCKET, EMFILE}, {FAILING_LISTEN, EADDRINUSE}};
    struct address bound;

    for (size_t i = 0; i < 2; i++) {
        struct error error = {0};

        failing_set(cases[i].call, 0, 1, cases[i].number);
        cr_expect_eq(listener_open("127.0.0.1", "0", AF_INET, &bound, &error),
                     -1);
        cr_expect(failing_is_over());
        cr_expect_str_eq(error.text,
                         sentence("cannot listen on 127.0.0.1 port 0",
                                  cases[i].number));
    }
}

/* ---- Calls --------------------------------------------------------------- */

Test(call_faults, a_call_that_cannot_be_made_says_why)
{
    static const struct {
        enum failing_call call;
        int number;
    } cases[] = {{FAILING_SOCKET, ENFILE}, {FAILING_GETSOCKOPT, ENOBUFS}};
    char port[8], words[64];
    int listener = listen_here(port);
    const struct dialer_call call = {
        .host = "127.0.0.1", .port = port, .waiter = &waiter_plain};
    struct address peer;

    snprintf(words, sizeof words, "cannot call 127.0.0.1 port %s", port);
    for (size_t i = 0; i < 2; i++) {
        struct error error = {0};

        failing_set(cases[i].call, 0, 1, cases[i].number);
        cr_expect_eq(dialer_connect(&call, &peer, &error), -1);
        cr_expect(failing_is_over());
        cr_expect_str_eq(error.text, sentence(words, cases[i].number));
    }
    close(listener);
}

/* ---- Calls through a proxy ----------------------------------------------- */

/* What the proxy says: it lets anybody in, and has made the connection. */
static const char welcome[] = "\5\0\5\0\0\1\0\0\0\0\0\0";

static int call_through(const char *port, const char *host,
                        const struct waiter *waiter, unsigned timeout_s,
                        struct error *error)
{
    const struct proxy proxy = {.host = "127.0.0.1", .port = port};
    const struct dialer_call call = {.host = host, .port = "9",
                                     .waiter = waiter,
                                     .timeout_s = timeout_s};

    *error = (struct error){0};
    return proxy_connect(&proxy, &call, error);
}

/* Start a process that takes `calls` calls and says the same to each. */
static pid_t play_proxy(int listener, int calls, const char *says,
                        size_t length)
{
    pid_t pid = fork();

    cr_assert_geq(pid, 0);
    if (pid > 0)
        return pid;
    for (int i = 0; i < calls; i++) {
        struct pollfd caller = {.fd = listener, .events = POLLIN};
        char heard[64];
        int fd;

        (void)poll(&caller, 1, -1);
        fd = accept(listener, NULL, NULL);
        (void)!write(fd, says, length);
        while (read(fd, heard, sizeof heard) > 0)
            ;
        close(fd);
    }
    _exit(0);
}

Test(call_faults, a_call_through_a_proxy_survives_signals)
{
    struct error error;
    char port[8];
    int listener = listen_here(port);
    pid_t pid = play_proxy(listener, 1, welcome, sizeof welcome - 1);
    int fd;

    failing_set(FAILING_SEND, 0, 1, EINTR);
    failing_set(FAILING_RECV, 0, 1, EAGAIN);
    fd = call_through(port, "ana.example", &waiter_plain, 0, &error);
    cr_expect_geq(fd, 0, "%s", error.text);
    cr_expect(failing_is_over());
    close(fd);
    cr_expect_eq(waitpid(pid, NULL, 0), pid);
    close(listener);
}

Test(call_faults, a_call_through_a_proxy_says_why_it_broke)
{
    static const enum failing_call calls[] = {FAILING_SEND, FAILING_RECV};
    char port[8], words[96];
    int listener = listen_here(port);
    pid_t pid = play_proxy(listener, 2, welcome, sizeof welcome - 1);

    snprintf(words, sizeof words, "cannot call ana.example port 9 through the "
                                  "proxy 127.0.0.1");
    for (size_t i = 0; i < 2; i++) {
        struct error error;

        failing_set(calls[i], 0, 1, ECONNRESET);
        cr_expect_eq(call_through(port, "ana.example", &waiter_plain, 0,
                                  &error), -1);
        cr_expect(failing_is_over());
        cr_expect_str_eq(error.text, sentence(words, ECONNRESET));
    }
    cr_expect_eq(waitpid(pid, NULL, 0), pid);
    close(listener);
}

/* A waiter that lets the connection be made, and then does this. */
static int (*then)(void *, struct pollfd *, nfds_t, int);

static int connect_then(void *context, struct pollfd *fds, nfds_t count,
                        int timeout_ms)
{
    int *waits = context;

    return (*waits)++ == 0 ? poll(fds, count, timeout_ms)
                           : then(context, fds, count, timeout_ms);
}

static int cancel(void *context, struct pollfd *fds, nfds_t count,
                  int timeout_ms)
{
    return cancelled.poll(context, fds, count, timeout_ms);
}

Test(call_faults, a_call_through_a_proxy_that_is_called_off_says_nothing)
{
    int waits = 0, listener;
    const struct waiter waiter = {.poll = connect_then, .context = &waits};
    struct error error;
    char port[8];

    then = cancel;
    listener = listen_here(port);
    cr_expect_eq(call_through(port, "ana.example", &waiter, 0, &error), -1);
    cr_expect_str_eq(error.text, "");
    cr_expect_eq(call_through(port, "ana.example", &cancelled, 0, &error), -1);
    cr_expect_str_eq(error.text, "");
    close(listener);
}

Test(call_faults, a_host_that_socks_cannot_name_is_not_called)
{
    struct error error;
    char host[400];

    memset(host, 'a', sizeof host - 1);
    host[sizeof host - 1] = '\0';
    cr_expect_eq(call_through("9", host, &cancelled, 0, &error), -1);
    cr_expect_eq(strncmp(error.text, "cannot call aaaa", 16), 0, "%s",
                 error.text);
}
