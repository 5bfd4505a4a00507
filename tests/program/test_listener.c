/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program waiting for a call, and being called. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>

#include "support/harness.h"
#include "support/loopback.h"

TestSuite(program_listener, .init = harness_begin, .fini = harness_end);

static struct program *charla;
static struct channel *peer;

Test(program_listener, tells_a_second_caller_that_it_is_busy)
{
    struct program *second;
    struct channel *stranger;
    unsigned port;

    charla = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    port = program_port(charla);
    peer = peer_call(port);
    channel_say(peer, "hola\n");
    channel_expect(charla->err, "connected to");
    stranger = peer_call(port);
    channel_expect(stranger, " [busy]\n");
    channel_expect_end(stranger);
    second = charla_run(&on_pipes, "127.0.0.1 %u", port);
    program_expect_status(second, 1);
    channel_expect(second->err, "127.0.0.1 port ");
    channel_expect(second->err, " is busy, talking with somebody else\n");
    channel_expect_only(second->out, "");
    channel_say(peer, "still here\n");
    channel_expect(charla->out, "hola\nstill here\n");
}

/* In a pipe the output of all conversations follows each other. */
Test(program_listener, keeps_waiting_for_the_next_one)
{
    unsigned port;

    charla = charla_run(&on_pipes, "-k -l -p 0 127.0.0.1");
    port = program_port(charla);
    channel_finish(charla->in); /* nothing to say to any of them */
    for (int i = 0; i < 3; i++) {
        peer = peer_call(port);
        channel_say(peer, i % 2 ? "two\n%end%\n" : "one\n");
        channel_finish(peer);
        channel_expect(charla->out, i % 2 ? "two\n" : "one\n");
        channel_expect(charla->err, "the other side has ");
    }
    program_signal(charla, SIGINT);
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, "one\ntwo\none\n");
}

/* A user who was typing when one conversation ended types in the next one. */
Test(program_listener, talks_with_the_next_one_on_a_terminal_too)
{
    unsigned port;

    charla = charla_run(&on_terminal, "-k -l -p 0 127.0.0.1");
    port = program_port(charla);
    for (int i = 0; i < 3; i++) {
        peer = peer_call(port);
        channel_say(peer, "hello\n");
        channel_expect(charla->screen, "hello\r\n");
        channel_say(charla->in, i % 2 ? "two\r" : "one\r");
        channel_expect(peer, i % 2 ? "two\n" : "one\n");
        channel_say(peer, "%end%\n");
        channel_finish(peer);
        channel_expect(charla->screen, "has ended the conversation");
        channel_say(charla->in, "\r"); /* it may have been asked for */
        channel_expect(charla->screen, "waiting for the next call");
    }
    channel_expect(charla->screen, "not connected > "); /* keys count again */
    channel_say(charla->in, "\x04");
    program_expect_status(charla, 0);
}

/* Killed on either side, both are gone. */
Test(program_listener, does_not_go_on_without_its_monitor)
{
    char path[64];
    int monitor = 0;
    FILE *children;

    charla = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    (void)program_port(charla);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children",
             (int)charla->pid, (int)charla->pid);
    children = fopen(path, "r");
    if (!children || fscanf(children, "%d", &monitor) != 1)
        cr_skip_test("this kernel does not tell whose child a process is");
    fclose(children);
    kill(monitor, SIGKILL);
    program_expect_status(charla, 1);
    channel_expect(charla->err, "charla: charla's monitor is gone\n");
}

Test(program_listener, the_port_can_be_listened_on_again_at_once)
{
    unsigned port = peer_free_port();

    for (int turn = 0; turn < 3; turn++) {
        charla = charla_run(&on_pipes, "-l -p %u 127.0.0.1", port);
        cr_assert_eq(program_port(charla), port);
        peer = peer_call(port);
        /* The side that closes first, the listener, keeps the port in
         * TIME_WAIT. */
        channel_say(charla->in, "%end%\n");
        channel_expect(peer, "%end%\n");
        channel_expect_end(peer);
        channel_finish(peer);
        program_expect_status(charla, 0);
        harness_end();
    }
}

Test(program_listener, the_listener_hears_both_families)
{
    charla = charla_run(&on_pipes, "-l -p 0");
    peer = peer_call(program_port(charla));
    channel_expect(peer, "charla " PACKAGE_VERSION ": Welcome!");
    channel_expect(charla->err, "connected to 127.0.0.1 port");
    harness_end();

    if (!peer_has_ipv6())
        cr_skip_test("this machine has no IPv6");
    charla = charla_run(&on_pipes, "-l -p 0");
    (void)charla_run(&on_pipes, "::1 %u", program_port(charla));
    channel_expect(charla->err, "connected to ::1 port");
}

Test(program_listener, shows_the_command_to_call_it)
{
    char command[64];

    charla = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    snprintf(command, sizeof command, "charla:     charla 127.0.0.1 %u\n",
             program_port(charla));
    channel_expect(charla->err,
                   "charla: waiting for a call; the other side types:\n");
    channel_expect(charla->err, command);
}

Test(program_listener, is_found_behind_an_address_where_nobody_waits)
{
    localhost_need();
    /* On most machines localhost is ::1 first. */
    charla = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    (void)charla_run(&on_pipes, "localhost %u", program_port(charla));
    channel_expect(charla->err, "connected to 127.0.0.1 port");
}

/* As in the message about a changed key, and in --forget. */
Test(program_listener, is_called_by_host_and_port_in_one_word)
{
    unsigned port = peer_free_port();

    charla = charla_run(&on_pipes, "-l 127.0.0.1:%u", port);
    cr_assert_eq(program_port(charla), port);
    (void)charla_run(&on_pipes, "127.0.0.1:%u", port);
    channel_expect(charla->err, "connected to 127.0.0.1 port");
    harness_end();

    if (!peer_has_ipv6())
        cr_skip_test("this machine has no IPv6");
    charla = charla_run(&on_pipes, "-l [::1]:%u", port);
    cr_assert_eq(program_port(charla), port);
    (void)charla_run(&on_pipes, "[::1]:%u", port);
    channel_expect(charla->err, "connected to ::1 port");
}

Test(program_listener, does_not_begin_on_an_address_of_others)
{
    loopback_need(); /* without a network Linux binds any address */
    charla = charla_run(&on_pipes, "-q -l -p 0 198.51.100.1");
    program_expect_status(charla, 1);
    channel_expect_only(charla->err,
                        "charla: cannot listen on 198.51.100.1 port 0: this "
                        "machine does not have that address\n");
}
