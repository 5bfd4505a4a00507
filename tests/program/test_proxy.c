/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program behind a SOCKS5 proxy: a real one, and ones that do what no
 * proxy should. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"

TestSuite(program_proxy, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bob; /* ana waits, bob calls */

/* ---- A real proxy -------------------------------------------------------- */

static unsigned start_proxy(const char *options)
{
    unsigned port = peer_free_port();

    program_need("microsocks");
    (void)program_run(&on_pipes, "microsocks -i 127.0.0.1 -p %u %s", port,
                      options);
    peer_await(port);
    return port;
}

Test(program_proxy, carries_a_conversation)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost"};
    unsigned proxy = start_proxy("");
    char line[128];

    localhost_need();
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        unsigned port;

        ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
        port = program_port(ana);
        bob = charla_run(&on_pipes, "--proxy=127.0.0.1:%u %s %u", proxy,
                         hosts[i], port);
        snprintf(line, sizeof line,
                 "connected to %s port %u through the proxy\n", hosts[i], port);
        channel_expect(bob->err, line);
        charla_expect_conversation(ana, bob);
    }
}

static const struct setup *with_password(const char *variable)
{
    static struct setup setup;

    setup = on_pipes;
    setup.environment[0] = variable;
    return &setup;
}

Test(program_proxy, is_told_a_user_name_and_the_password_of_the_environment)
{
    unsigned proxy = start_proxy("-u ana -P s3cret");

    ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    bob = charla_run(with_password("CHARLA_PROXY_PASSWORD=s3cret"),
                     "--proxy=ana@127.0.0.1:%u 127.0.0.1 %u", proxy,
                     program_port(ana));
    charla_expect_conversation(ana, bob);
}

Test(program_proxy, that_refuses_is_named_with_its_reason)
{
    static const struct {
        const char *password, *user, *words;
    } cases[] = {
        {"CHARLA_PROXY_PASSWORD=wrong", "ana@",
         "the proxy does not accept the user name and password"},
        {"CHARLA_PROXY_PASSWORD", "ana@",
         "the proxy does not accept the user name and password"},
        {"CHARLA_PROXY_PASSWORD=s3cret", "",
         "the proxy wants a user name and password, or another kind of login"},
        {"CHARLA_PROXY_PASSWORD=s3cret", "ana@",
         "connection refused, nobody is waiting for a call there"},
    };
    unsigned proxy = start_proxy("-u ana -P s3cret"), nobody = peer_free_port();
    char line[256];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bob = charla_run(with_password(cases[i].password),
                         "--proxy=%s127.0.0.1:%u 127.0.0.1 %u", cases[i].user,
                         proxy, nobody);
        program_expect_status(bob, 1);
        snprintf(line, sizeof line,
                 "charla: cannot call 127.0.0.1 port %u through the proxy "
                 "127.0.0.1: %s\n",
                 nobody, cases[i].words);
        channel_expect(bob->err, line);
        channel_expect_only(bob->out, "");
    }
}

/* ---- A proxy of the test's own ------------------------------------------- */

/* Have `host` called through it, and take the greeting. */
static struct channel *be_proxy(const char *arguments, const char *host)
{
    unsigned port;
    int listener = peer_listen(&port, 0);
    struct channel *proxy;

    bob = charla_run(&on_pipes, "%s --proxy=127.0.0.1:%u %s", arguments, port,
                     host);
    proxy = peer_accept(listener);
    close(listener);
    channel_expect_length(proxy, 3);
    return proxy;
}

/* Tor's names are for the proxy alone. */
Test(program_proxy, is_asked_for_a_name_that_nobody_looks_up_here)
{
    static const char request[] = "\5\1\0\3\14friend.onion\x1f\x91";
    struct channel *proxy = be_proxy("", "friend.onion");

    channel_send(proxy, "\5\0", 2);
    channel_expect_length(proxy, 3 + sizeof request - 1);
    cr_expect_arr_eq(channel_text(proxy) + 3, request, sizeof request - 1);
    /* The other side's first words come together with the answer. */
    channel_send(proxy, "\5\0\0\1\0\0\0\0\0\0hello\n", 16);
    channel_expect(bob->out, "hello\n");
    channel_say(bob->in, "hi\n");
    channel_expect_length(proxy, 3 + sizeof request - 1 + 3);
    channel_say(proxy, "%end%\n");
    channel_finish(bob->in);
    program_expect_status(bob, 0);
    channel_expect_only(bob->out, "hello\n");
}

Test(program_proxy, that_is_none_is_noticed)
{
    static const struct {
        const char *answer;
        size_t length;
        const char *words;
    } cases[] = {
        {"HTTP/1.0 400 Bad Request\r\n\r\n", 28,
         "it is not a SOCKS5 proxy"},
        {"\n[charla/1]\n", 12, "it is not a SOCKS5 proxy"},
        {"\4\0", 2, "it is not a SOCKS5 proxy"},
        {"\5\377", 2, "the proxy wants a user name and password, or another "
                      "kind of login"},
        {"\5\0\5\3\0\1\0\0\0\0\0\0", 12,
         "the proxy cannot reach that network"},
        {"\5\0\5\0\0\7\0\0\0\0\0\0", 12, "it is not a SOCKS5 proxy"},
        {"\5", 1, "it has closed the connection"},
        {"\5\0\5\0\0\3\377abc", 10, "it has closed the connection"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct channel *proxy = be_proxy("", "friend.example 9");
        char line[256];

        channel_send(proxy, cases[i].answer, cases[i].length);
        channel_finish(proxy);
        program_expect_status(bob, 1);
        snprintf(line, sizeof line,
                 "charla: cannot call friend.example port 9 through the proxy "
                 "127.0.0.1: %s\n",
                 cases[i].words);
        channel_expect(bob->err, line);
        channel_expect_only(bob->out, "");
        harness_end();
        harness_begin();
    }
}

Test(program_proxy, that_is_silent_is_given_up_after_the_timeout)
{
    struct channel *proxy = be_proxy("--timeout=1", "friend.example 9");

    channel_send(proxy, "\5\0\5", 3); /* and nothing after that */
    program_expect_status(bob, 1);
    channel_expect(bob->err, "through the proxy 127.0.0.1: no answer within "
                             "1 s\n");
}

Test(program_proxy, that_nobody_runs_is_named)
{
    unsigned nobody = peer_free_port();
    char line[256];

    bob = charla_run(&on_pipes, "--proxy=127.0.0.1:%u friend.example", nobody);
    program_expect_status(bob, 1);
    snprintf(line, sizeof line,
             "charla: the proxy cannot be reached: cannot call 127.0.0.1 port "
             "%u: connection refused, nobody is waiting for a call there\n",
             nobody);
    channel_expect(bob->err, line);
}

/* ---- Without one --------------------------------------------------------- */

Test(program_proxy, alone_is_asked_for_a_name_of_tor)
{
    bob = charla_run(&on_pipes, "friend.onion");
    program_expect_status(bob, 1);
    channel_expect(bob->err, "cannot call friend.onion: only Tor finds this "
                             "name, as with --proxy=127.0.0.1:9050\n");
}
