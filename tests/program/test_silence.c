/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program when the other side says nothing, or says it late. */
#include <config.h>

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/relay.h"
#include "support/tls_peer.h"
#include "support/users.h"

TestSuite(program_silence, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

#define OFFER "charla 1: Hello [charla/1]\n"
#define HELLO "\x16\x03\x01\x02\x01\x01"
#define TOLD "the other side has said nothing yet, so nothing is encrypted"
#define TOO_LATE "the other side offered encryption only after text was sent"
#define PLAIN "NOT encrypted: others may read"

static struct program *ana, *bob; /* ana waits, bob calls */
static int descriptor;            /* of ours, to the one under test */

/* Bob calls us, or we call ana. */
static struct program *meet(bool calls, const struct setup *plugs)
{
    struct program *charla;
    unsigned port;

    if (calls) {
        int listener = peer_listen(&port, 0);

        charla = charla_run_able(user_on(plugs, "bob"), "127.0.0.1 %u", port);
        descriptor = tls_peer_accept(listener, NULL);
    } else {
        charla = charla_run_able(user_on(plugs, "ana"), "-l -p 0 127.0.0.1");
        descriptor = tls_peer_call(program_port(charla));
    }
    return charla;
}

static struct channel *take_peer(void)
{
    return channel_new("peer", descriptor, descriptor);
}

static const struct {
    bool calls;
    const char *late;
    size_t length;
} roles[] = {
    {true, OFFER, sizeof OFFER - 1},
    {false, HELLO, sizeof HELLO - 1},
};

Test(program_silence, a_person_who_has_sent_nothing_still_encrypts)
{
    for (int calls = 0; calls < 2; calls++) {
        const struct tls_peer_setup setup = {.is_server = calls};
        struct program *charla = meet(calls, &on_terminal);
        struct tls_peer peer;

        channel_expect(charla->err, "connected to ");
        channel_say(charla->in, "my secret\r");
        channel_expect(charla->err, TOLD);
        channel_expect(charla->err, "1 line waits; ");
        channel_say(charla->in, "and another\r");
        channel_expect(charla->err, "2 lines wait; ");
        if (calls)
            cr_assert_eq(write(descriptor, OFFER, strlen(OFFER)),
                         (ssize_t)strlen(OFFER));
        peer = tls_peer_begin(descriptor, &setup);
        cr_assert_eq(tls_peer_shake_hands(&peer), 0);
        tls_peer_expect(&peer, "my secret\nand another\n");
        cr_expect_not(channel_holds(charla->err, PLAIN));
        tls_peer_end(&peer);
        harness_end();
    }
}

Test(program_silence, one_more_enter_sends_what_waits_and_late_is_refused)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        struct program *charla = meet(roles[i].calls, &on_terminal);
        struct channel *peer = take_peer();

        channel_expect(charla->err, "connected to ");
        channel_say(charla->in, "hello\r");
        channel_expect(charla->err, "1 line waits; ");
        channel_say(charla->in, "\r");
        channel_expect(charla->err, PLAIN);
        channel_expect(peer, "hello\n");
        channel_say(charla->in, "again\r"); /* it is asked for once */
        channel_expect(peer, "again\n");
        channel_send(peer, roles[i].late, roles[i].length);
        channel_expect(charla->err, TOO_LATE);
        channel_say(charla->in, "\r"); /* if it asks for a key to leave */
        program_expect_status(charla, 4);
        channel_expect_only(peer, "hello\nagain\n");
        cr_expect_not(channel_holds(charla->out, "Hello [charla/1]"));
        harness_end();
    }
}

Test(program_silence, a_pipe_sends_and_what_comes_late_is_refused)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        struct program *charla = meet(roles[i].calls, &on_pipes);
        struct channel *peer = take_peer();

        channel_say(charla->in, "data\n");
        channel_expect(peer, "data\n");
        channel_expect(charla->err, PLAIN);
        channel_send(peer, roles[i].late, roles[i].length);
        expect_refused(charla, 4, TOO_LATE);
        channel_expect_only(charla->out, "");
        harness_end();
    }
}

/* Nothing changes for a plain peer that takes its time. */
Test(program_silence, a_plain_peer_may_answer_late)
{
    for (int calls = 0; calls < 2; calls++) {
        struct program *charla = meet(calls, &on_pipes);
        struct channel *peer = take_peer();

        channel_say(charla->in, "question\n");
        channel_expect(peer, "question\n");
        channel_say(peer, "answer\n");
        channel_expect(charla->out, "answer\n");
        channel_finish(charla->in);
        channel_expect_end(peer);
        channel_finish(peer);
        program_expect_status(charla, 0);
        channel_expect_only(charla->out, "answer\n");
        harness_end();
    }
}

Test(program_silence, a_person_may_leave_without_agreeing_to_anything)
{
    static const struct {
        const char *keys, *words;
        int status;
    } cases[] = {
        {"%end%\r", "you have ended the conversation", 0},
        {"/end\r", "you have ended the conversation", 0},
        {"\x04", "you have ended the conversation", 0},
        {"my secret\r%end%\r", "    my secret\r\n", 3},
        {"my secret\r\x04", "    my secret\r\n", 3},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct program *charla = meet(true, &on_terminal);
        struct channel *peer = take_peer();

        channel_expect(charla->err, TOLD);
        channel_say(charla->in, cases[i].keys);
        channel_expect(charla->err, cases[i].words);
        program_expect_status(charla, cases[i].status);
        channel_expect_only(peer, "");
        harness_end();
    }
}

/* The greeting is held back between two charlas that have never met. */
Test(program_silence, a_delay_alone_makes_nobody_talk_plain)
{
    struct relay *relay;
    unsigned port;

    ana = charla_run_able(user_on(&on_terminal, "ana"), "-l -p 0 127.0.0.1");
    relay = relay_start(program_port(ana), RELAY_HOLD, &port);
    bob = charla_run_able(user_on(&on_terminal, "bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "my secret\r");
    channel_expect(ana->err, TOLD);
    channel_expect(bob->err, TOLD);
    relay_release(relay);
    channel_expect(ana->out, "my secret\r\n");
    channel_say(bob->in, "%end%\r");
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    cr_expect_not(channel_holds(ana->err, PLAIN));
    cr_expect_not(channel_holds(bob->err, PLAIN));
    cr_expect_not(memmem(relay_record(relay)->from_caller.data,
                         relay_record(relay)->from_caller.length, "secret",
                         6));
    relay_end(relay);
}
