/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program with --wait: it goes on calling until somebody answers. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>

#include "support/harness.h"

TestSuite(program_wait, .init = harness_begin, .fini = harness_end);

static struct program *charla;

Test(program_wait, calls_until_somebody_waits_there)
{
    unsigned port = peer_free_port();
    struct program *listener;

    charla = charla_run(&on_pipes, "--wait 127.0.0.1 %u", port);
    channel_expect(charla->err, "nobody is waiting for a call there; calling "
                                "again until somebody answers\n");
    listener = charla_run(&on_pipes, "-l -p %u 127.0.0.1", port);
    channel_expect(charla->err, "connected to 127.0.0.1 port ");
    channel_say(charla->in, "hola\n");
    channel_expect(listener->out, "hola\n");
}

Test(program_wait, calls_again_who_is_busy)
{
    struct program *listener = charla_run(&on_pipes, "-lk -p 0 127.0.0.1");
    unsigned port = program_port(listener);
    struct channel *other = peer_call(port);

    channel_say(other, "hola\n");
    channel_expect(listener->out, "hola\n");
    charla = charla_run(&on_pipes, "--wait 127.0.0.1 %u", port);
    channel_expect(charla->err, "is busy, talking with somebody else; calling "
                                "again until somebody answers\n");
    channel_say(other, "%end%\n");
    channel_finish(other);
    channel_finish(listener->in);
    channel_say(charla->in, "still here\n");
    channel_expect(listener->out, "still here\n");
    channel_finish(charla->in);
    program_expect_status(charla, 0);
}

/* A reason is told once, however many calls have it. */
Test(program_wait, gives_up_when_the_time_is_over)
{
    unsigned port = peer_free_port();
    char text[512];

    snprintf(text, sizeof text,
             "charla: calling 127.0.0.1 port %u\n"
             "charla: cannot call 127.0.0.1 port %u: connection refused, "
             "nobody is waiting for a call there; calling again until "
             "somebody answers\n"
             "charla: cannot call 127.0.0.1 port %u: connection refused, "
             "nobody is waiting for a call there\n",
             port, port, port);
    charla = charla_run(&on_pipes, "--wait=2 127.0.0.1 %u", port);
    program_expect_status(charla, 1);
    channel_expect_only(charla->err, text);
}

Test(program_wait, does_not_call_again_what_cannot_be_a_host)
{
    static const char *const hosts[] = {"999.1.1.1", "192.168.1", "a*b",
                                        "0x7f.1.0x1", "abc.onion"};

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        charla = charla_run(&on_pipes, "--wait %s", hosts[i]);
        program_expect_status(charla, 1);
        cr_expect(!channel_holds(charla->err, "calling again"));
        harness_end();
    }
}

/* The name may be known later: the network is not there yet, say. */
Test(program_wait, calls_again_a_host_that_is_not_known)
{
    charla = charla_run(&on_pipes, "--wait nobody.invalid");
    channel_expect(charla->err, "cannot call nobody.invalid: ");
    channel_expect(charla->err, "; calling again");
    program_signal(charla, SIGTERM);
    program_expect_status(charla, 128 + SIGTERM);
}

Test(program_wait, is_ended_by_a_signal_at_once)
{
    charla = charla_run(&on_pipes, "--wait 127.0.0.1 %u", peer_free_port());
    channel_expect(charla->err, "calling again until somebody answers\n");
    program_signal(charla, SIGINT);
    program_expect_status(charla, 128 + SIGINT);
}

Test(program_wait, counts_its_calls_in_the_prompt)
{
    charla = charla_run(&on_terminal, "--wait 127.0.0.1 %u", peer_free_port());
    channel_expect(charla->screen, "calling again until somebody answers");
    channel_expect(charla->screen, "not connected, 1 call");
    channel_expect(charla->screen, "not connected, 2 calls");
    channel_say(charla->screen, "\004");
    program_wait(charla);
    cr_expect(program_left_terminal_alone(charla));
}
