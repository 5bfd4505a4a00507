/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two real copies of charla with somebody in between. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/relay.h"
#include "support/users.h"

TestSuite(program_between, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bob; /* ana waits, bob calls */

/* A conversation from bob to ana on this port, so that they know each
 * other. */
static void introduce(unsigned port)
{
    ana = charla_run_able(user("ana"), "-l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(ana), port);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
}

/* Nobody has come to talk, so it waits still; and nothing was shown. */
static void stop_waiting(struct program *charla)
{
    channel_finish(charla->in);
    while (!channel_holds(charla->err, "; still waiting\n"))
        channel_expect(charla->err, "; still waiting\n");
    program_signal(charla, SIGTERM);
    program_wait(charla);
    channel_expect_only(charla->out, "");
}

Test(program_between, a_changed_key_is_refused_until_it_is_forgotten)
{
    unsigned port = peer_free_port();
    char text[512];
    struct program *eve;

    introduce(port);
    eve = charla_run_able(user("eve"), "-l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(eve), port);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "my secret\n");
    snprintf(text, sizeof text,
             "THE KEY OF 127.0.0.1 port %u HAS CHANGED, somebody may be "
             "listening in: it was %s",
             port, user_fingerprint("ana"));
    channel_expect(bob->err, text);
    snprintf(text, sizeof text, ", now it is %s; ", user_fingerprint("eve"));
    channel_expect(bob->err, text);
    snprintf(text, sizeof text, "charla --forget 127.0.0.1:%u\n", port);
    channel_expect(bob->err, text);
    program_expect_status(bob, 4);
    channel_expect(eve->err, "the other side remembers another key for this "
                             "address and refuses to talk; still waiting\n");
    stop_waiting(eve);

    /* The command that it names is the way out. */
    program_expect_status(charla_run_able(user("bob"),
                                          "--forget 127.0.0.1:%u", port),
                          0);
    eve = charla_run_able(user("eve"), "-l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(eve), port);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "hello\n");
    channel_finish(bob->in);
    channel_finish(eve->in);
    program_expect_status(bob, 0);
    program_expect_status(eve, 0);
    channel_expect_only(eve->out, "hello\n");
}

#define WARNING                                                               \
    "charla: WARNING: THE OTHER SIDE'S KEY HAS CHANGED; nothing was sent"

/* The warning is the last that bob sees, alone, and loud without colour. */
Test(program_between, a_changed_key_is_the_last_word_on_a_terminal)
{
    static const struct {
        struct setup setup;
        const char *options, *shown;
    } cases[] = {
        {{PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL, {NULL}},
         "", "\r\n\033[1;7m" WARNING "\033[0m\r\n"},
        {{PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL, {NULL}},
         "--linear", "\r\n" WARNING "\r\n"},
        {{PLUG_PIPE, PLUG_PIPE, PLUG_TERMINAL, {NULL}},
         "-q", "\r\n\033[1;7m" WARNING "\033[0m\r\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned port = peer_free_port();
        struct program *eve;

        introduce(port);
        eve = charla_run_able(user("eve"), "-l -p %u 127.0.0.1", port);
        cr_assert_eq(program_port(eve), port);
        bob = charla_run_able(user_on(&cases[i].setup, "bob"),
                              "%s 127.0.0.1 %u", cases[i].options, port);
        channel_expect(bob->screen, "--forget ");
        channel_expect(bob->screen, "\r\n");
        program_expect_status(bob, 4);
        channel_expect(bob->screen, cases[i].shown);
        channel_forget(bob->screen); /* and nothing after it */
        channel_expect_only(bob->screen, "");
        harness_end();
    }
}

Test(program_between, a_token_cut_out_is_seen_by_who_knows_the_key)
{
    unsigned port = peer_free_port(), in_between = 0;
    struct relay *relay;
    struct channel *peer;
    int listener;

    introduce(port);
    /* The machine that has this address now says that it does not encrypt. */
    ana = charla_run(user("ana"), "-l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(ana), port);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "my secret\n");
    expect_refused(bob, 4,
                   "the other side has always encrypted and now does not, "
                   "somebody may be listening in; --plain talks to it "
                   "anyway\n");
    stop_waiting(ana);
    /* And so it is with --plain. */
    ana = charla_run(user("ana"), "-l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(ana), port);
    bob = charla_run(user("bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "so be it\n%end%\n");
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    channel_expect_only(ana->out, "so be it\n");

    /* The first time nobody can know; but it is told, and --encrypt helps. */
    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    relay = relay_start(program_port(ana), RELAY_CUT_TOKEN, &in_between);
    bob = charla_run_able(user("bob"), "--encrypt 127.0.0.1 %u", in_between);
    channel_say(bob->in, "my secret\n");
    expect_refused(bob, 4, "the other side does not encrypt, and --encrypt "
                           "asks for it\n");
    stop_waiting(ana);
    relay_end(relay);
    listener = peer_listen(&port, 0);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    peer = peer_accept(listener);
    channel_say(peer, "charla 1: Hello [charla]\n");
    channel_expect(bob->err, "charla: NOT encrypted: ");
}

Test(program_between, a_line_slipped_in_after_the_greeting_is_no_message)
{
    struct relay *relay;
    unsigned port;

    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    relay = relay_start(program_port(ana), RELAY_SLIP_IN, &port);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "my secret\n");
    expect_refused(bob, 4, "something was slipped in after the greeting; "
                           "somebody may be listening in\n");
    channel_expect_only(bob->out, "");
    stop_waiting(ana);
    cr_expect_eq(relay_record(relay)->from_caller.length, 0);
    relay_end(relay);
}

/* Cut in the middle, softly or hard: it is no goodbye for either. */
static void cut(void (*way)(struct relay *relay), const char *words)
{
    struct relay *relay;
    unsigned port;

    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    relay = relay_start(program_port(ana), RELAY_FAITHFUL, &port);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "hello\n");
    channel_expect(ana->out, "hello\n");
    channel_say(ana->in, "hi\n");
    channel_expect(bob->out, "hi\n");
    way(relay);
    expect_refused(ana, 3, words);
    expect_refused(bob, 3, words);
    relay_end(relay);
}

Test(program_between, a_cut_without_a_goodbye_is_a_lost_conversation)
{
    cut(relay_cut, "the connection was cut off without a goodbye\n");
}

Test(program_between, a_reset_is_a_lost_conversation)
{
    cut(relay_reset, "cannot receive: connection reset by the other side\n");
}

Test(program_between, a_record_that_was_tampered_with_is_not_shown)
{
    struct relay *relay;
    unsigned port;

    ana = charla_run_able(user("ana"), "-n Ana -l -p 0 127.0.0.1");
    relay = relay_start(program_port(ana), RELAY_FAITHFUL, &port);
    bob = charla_run_able(user("bob"), "-n Bob 127.0.0.1 %u", port);
    channel_expect(ana->err, "says their name is");
    channel_expect(bob->err, "says their name is");
    relay_tamper(relay);
    channel_say(bob->in, "pay 10\n");
    expect_refused(ana, 3, "the encrypted connection failed: ");
    channel_expect_only(ana->out, "");
    program_wait(bob);
    relay_end(relay);
}

/* Bob's machine has crashed; he calls again, and is not "busy with somebody
 * else". */
Test(program_between, a_caller_that_was_killed_begins_anew)
{
    unsigned port;

    ana = charla_run_able(user_on(&on_terminal, "ana"), "-l -p 0 127.0.0.1");
    port = program_port(ana);
    for (int i = 0; i < 3; i++) {
        bob = charla_run_able(user("bob"), "--resume=60 127.0.0.1 %u", port);
        channel_say(bob->in, "it is me\n");
        channel_expect(ana->screen, "it is me");
        program_signal(bob, SIGKILL);
        (void)program_wait(bob);
        channel_expect(ana->screen, "waiting for the other side to call again");
    }
}
