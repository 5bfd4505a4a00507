/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program as a pipe: byte-exact, and ending as doc/protocol.md
 * says. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

TestSuite(program_pipes, .init = harness_begin, .fini = harness_end);
TestSuite(program_ending, .init = harness_begin, .fini = harness_end);

#define MIB ((size_t)1024 * 1024)

/* ---- Two of them --------------------------------------------------------- */

static struct program *listener, *caller;

static void start_pair(void)
{
    listener = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    caller = charla_run(&on_pipes, "127.0.0.1 %u", program_port(listener));
}

/* Lines that nearly end a conversation, and what else may be mistaken. */
static const char decoys[] =
    "%end% \n %end%\nx%end%\n%end%x\n%END%\n%end\n%\n%%\n%end%%end%\n"
    "%end%\r\r\n"
    "\r\n\n\n\0\n\0%end%\n%end%\0\n\xFF\xFE\n\xC3\n\xB1\n";

/* `length` bytes of any value, with the decoys strewn in, and no line end
 * after the last; the caller frees them. */
static char *make_bytes(size_t length, uint32_t seed)
{
    char *bytes = malloc(length);

    cr_assert_not_null(bytes);
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (char)(seed >> 24);
    }
    for (size_t i = 0; i + sizeof decoys < length; i += 4093) {
        bytes[i] = '\n';
        memcpy(bytes + i + 1, decoys, sizeof decoys - 1);
    }
    bytes[length - 1] = 'x';
    return bytes;
}

static void exchange(size_t length)
{
    char *there = make_bytes(length, 1), *back = make_bytes(length, 2);

    channel_send(caller->in, there, length);
    channel_finish(caller->in);
    channel_send(listener->in, back, length);
    channel_finish(listener->in);
    program_expect_status(caller, 0);
    program_expect_status(listener, 0);
    channel_expect_all(listener->out, there, length);
    channel_expect_all(caller->out, back, length);
    free(there);
    free(back);
}

Test(program_pipes, carry_any_bytes_both_ways_at_once)
{
    start_pair();
    exchange(2 * MIB + 12345);
}

Test(program_pipes, carry_nothing_at_all)
{
    start_pair();
    channel_finish(caller->in);
    channel_finish(listener->in);
    program_expect_status(caller, 0);
    channel_expect_only(caller->out, "");
    /* In plain, that is no more than a knock. */
    channel_expect(listener->err, "; still waiting\n");
    program_signal(listener, SIGTERM);
    program_wait(listener);
    channel_expect_only(listener->out, "");
}

Test(program_pipes, one_way_goes_on_when_the_other_has_ended)
{
    char *bytes = make_bytes(MIB, 3);

    start_pair();
    channel_say(caller->in, "a question");
    channel_finish(caller->in);
    channel_expect(listener->out, "a question");
    for (size_t i = 0; i < 4; i++) {
        channel_send(listener->in, bytes + i * MIB / 4, MIB / 4);
        channel_expect_length(caller->out, (i + 1) * MIB / 4);
    }
    channel_finish(listener->in);
    program_expect_status(caller, 0);
    program_expect_status(listener, 0);
    channel_expect_all(caller->out, bytes, MIB);
    channel_expect_only(listener->out, "a question");
    free(bytes);
}

/* The most memory that either of them has held, in KiB. */
static long peak(void)
{
    return listener->peak > caller->peak ? listener->peak : caller->peak;
}

Test(program_pipes, hold_no_more_memory_for_a_long_conversation)
{
    long of_a_short_one;

    start_pair();
    exchange(1);
    of_a_short_one = peak();
    harness_end();
    start_pair();
    exchange(32 * MIB);
    cr_assert_lt(peak() - of_a_short_one, 4096, "%ld KiB instead of %ld",
                 peak(), of_a_short_one);
}

/* ---- Its other side is the test ------------------------------------------ */

static struct program *charla;
static struct channel *peer;

Test(program_pipes, put_together_what_the_peer_cuts_anywhere)
{
    static const char stream[] = "a\n\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80\r\n"
                                 "%end%";
    const size_t shown = strlen(stream) - strlen("%end%");

    for (size_t cut = 1; cut < strlen(stream); cut++) {
        charla = charla_meet(&on_pipes, cut % 2, &peer);

        channel_send(peer, stream, cut);
        channel_expect_length(charla->out, cut < shown ? cut : shown);
        channel_say(peer, stream + cut);
        channel_say(peer, "\n");
        program_expect_status(charla, 0);
        channel_expect_all(charla->out, stream, shown);
        channel_expect(charla->err, "the other side has ended");
        harness_end();
    }
}

Test(program_pipes, take_a_stream_byte_by_byte)
{
    static const char stream[] =
        "charla 9: Hello [charla]\n%e\xC3\xB1" "d%\n%end%\n";

    charla = charla_meet(&on_pipes, false, &peer);

    for (size_t i = 0; i < strlen(stream); i++) {
        channel_send(peer, stream + i, 1);
        channel_drain(peer);
    }
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, "%e\xC3\xB1" "d%\n");
}

Test(program_pipes, keep_the_greeting_out_of_standard_output)
{
    start_pair();
    channel_say(listener->in, "not a greeting\n");
    channel_finish(listener->in);
    channel_finish(caller->in);
    program_expect_status(caller, 0);
    channel_expect_only(caller->out, "not a greeting\n");
    channel_expect(caller->err, "charla: greeting from the other side: "
                                "charla ");
    channel_expect(caller->err, "Welcome! Type %end% to finish. [charla]\n");
}

Test(program_pipes, let_pass_what_only_looks_like_a_greeting)
{
    static const char *const first_words[] = {
        "charla is a good word\n", "charla 1: hello [charla] \n", "charl",
        "charla 1: hello [charla]", "Welcome! [charla]\n", "\n",
    };

    for (size_t i = 0; i < sizeof first_words / sizeof *first_words; i++) {
        charla = charla_meet(&on_pipes, false, &peer);

        channel_say(peer, first_words[i]);
        channel_finish(peer);
        channel_finish(charla->in);
        program_expect_status(charla, 0);
        channel_expect_only(charla->out, first_words[i]);
        harness_end();
    }
}

Test(program_pipes, show_a_message_before_its_line_end_has_come)
{
    charla = charla_meet(&on_pipes, true, &peer);

    channel_say(peer, "name? ");
    channel_expect(charla->out, "name? ");
    channel_say(charla->in, "half");
    channel_expect(peer, "half");
}

Test(program_pipes, say_nothing_when_quiet)
{
    unsigned port = peer_free_port();

    listener = charla_run(&on_pipes, "-q -l -p %u 127.0.0.1", port);
    peer_await(port);
    caller = charla_run(&on_pipes, "--quiet 127.0.0.1 %u", port);
    channel_say(caller->in, "psst");
    channel_expect(listener->out, "psst");
    channel_finish(caller->in);
    channel_finish(listener->in);
    program_expect_status(caller, 0);
    program_expect_status(listener, 0);
    channel_expect_only(listener->err, "");
    channel_expect_only(caller->err, "");
    channel_expect_only(caller->out, "");
}

/* ---- Ending -------------------------------------------------------------- */

/* Standard input and output in every mix; only the first is all pipes. */
static const struct setup mixes[] = {
    {PLUG_PIPE, PLUG_PIPE, PLUG_PIPE, {NULL}},
    {PLUG_TERMINAL, PLUG_PIPE, PLUG_PIPE, {NULL}},
    {PLUG_PIPE, PLUG_TERMINAL, PLUG_PIPE, {NULL}},
    {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_PIPE, {NULL}},
};

/* Each way to end in each mix, called and calling. */
static void in_every_mix(void (*end)(bool person))
{
    for (size_t i = 0; i < 2 * sizeof mixes / sizeof *mixes; i++) {
        const struct setup *mix = &mixes[i / 2];

        fprintf(stderr, "# mix %zu, %s\n", i / 2, i % 2 ? "-l" : "calling");
        charla = charla_meet(mix, i % 2, &peer);
        end(mix->in == PLUG_TERMINAL);
        program_expect_status(charla, 0);
        if (mix->in == PLUG_TERMINAL)
            cr_expect(program_left_terminal_alone(charla));
        harness_end();
    }
}

/* A terminal that edits lines itself keeps so much of one (Linux). */
Test(program_pipes, a_terminal_that_cuts_a_line_is_told_of)
{
    char line[5001];

    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    charla = charla_meet(&mixes[1], false, &peer);
    channel_say(charla->in, "short\r");
    channel_expect(peer, "short\n");
    cr_expect(!channel_holds(charla->err, "cuts lines"));
    channel_forget(peer);
    channel_say(charla->in, line);
    channel_say(charla->in, "\r%end%\r");
    channel_expect(charla->err,
                   "charla: this terminal cuts lines at 4095 bytes: the end "
                   "of your line may be missing\n");
    strcpy(line + 4095, "\n%end%\n");
    channel_expect_only(peer, line);
}

static void expect_out(const char *line)
{
    if (charla->out == charla->screen)
        channel_expect(charla->out, "| ");
    channel_expect(charla->out, line);
}

static void type_end(bool person)
{
    channel_say(charla->in, person ? "bye\r%end%\r" : "bye\n%end%\n");
    channel_expect_only(peer, "bye\n%end%\n");
    channel_say(peer, "as you like\n");
    channel_finish(peer);
    expect_out("as you like");
    channel_expect(charla->err, "you have ended the conversation\n");
}

Test(program_ending, typed_end_is_sent_and_the_rest_still_read)
{
    in_every_mix(type_end);
}

static void end_input(bool person)
{
    channel_say(charla->in, person ? "bye\r" : "bye");
    channel_expect(peer, "bye");
    if (person)
        channel_say(charla->in, "\x04");
    else
        channel_finish(charla->in);
    channel_expect_only(peer, person ? "bye\n%end%\n" : "bye");
    channel_say(peer, "as you like\n");
    channel_finish(peer);
    expect_out("as you like");
    channel_expect(charla->err,
                   person ? "you have ended the conversation\n"
                          : "the other side has closed the connection\n");
}

Test(program_ending, end_of_input_is_a_goodbye_from_a_person_only)
{
    in_every_mix(end_input);
}

static void receive_end(bool person)
{
    channel_say(charla->in, person ? "held\r" : "held");
    channel_expect(peer, "held");
    channel_say(peer, "one\n%end%\r\nnever shown\n");
    expect_out("one");
    channel_expect_only(peer, person ? "held\n" : "held");
    channel_expect(charla->err,
                   "the other side has ended the conversation\n");
    if (person) /* a user who has just pressed a key leaves with Enter */
        channel_say(charla->in, "\r");
    program_wait(charla);
    cr_assert(!channel_holds(charla->out, "%end%"));
    cr_assert(!channel_holds(charla->out, "never"));
}

Test(program_ending, received_end_ends_it)
{
    in_every_mix(receive_end);
}

static void receive_close(bool person)
{
    channel_say(peer, "one\nlast");
    channel_finish(peer);
    expect_out("one");
    expect_out("last");
    if (!person) {
        for (int i = 0; i < 50; i++) {
            channel_say(charla->in, "still here\n");
            channel_expect(peer, "still here\n");
        }
        channel_finish(charla->in);
        channel_forget(peer);
    }
    channel_expect_only(peer, "");
    channel_expect(charla->err,
                   "the other side has closed the connection\n");
}

Test(program_ending, a_pipe_goes_on_after_a_close_and_a_person_does_not)
{
    in_every_mix(receive_close);
}

/* The peer ends, and says this behind its end. */
static void end_while_input_waits(const char *behind)
{
    const size_t length = 16 * MIB;
    char *bytes = make_bytes(length, 5);
    unsigned port;
    int socket = peer_listen(&port, 4096);
    size_t written;

    charla = charla_run(&on_pipes, "127.0.0.1 %u", port);
    peer = peer_accept(socket);
    channel_pause(peer, true);
    channel_expect(charla->err, "connected to");
    written = program_glut(charla, bytes, length);
    channel_say(peer, "%end%\n");
    channel_pause(peer, false);
    channel_expect_length(peer, 1);
    channel_say(peer, behind);
    channel_expect_all(peer, bytes, written);
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, "");
    free(bytes);
}

Test(program_ending, what_the_input_holds_when_the_peer_ends_is_sent)
{
    end_while_input_waits("");
}

/* What comes behind their "%end%" is nobody's; to leave it unread would be a
 * reset, which throws away what is still on its way to them. */
Test(program_ending, what_comes_behind_the_peers_end_costs_nothing)
{
    end_while_input_waits("nobody's\n");
}

Test(program_ending, what_the_peer_never_takes_behind_its_end_is_counted)
{
    char *bytes = make_bytes(100000, 7);
    unsigned port;
    int socket = peer_listen(&port, 4096);

    charla = charla_run(&on_pipes, "127.0.0.1 %u", port);
    peer = peer_accept(socket);
    channel_pause(peer, true);
    channel_send(charla->in, bytes, 100000);
    channel_drain(charla->in);
    channel_say(peer, "%end%\n");
    program_expect_status(charla, 3);
    channel_expect(charla->err, " that were sent may not have arrived\n");
    free(bytes);
}

Test(program_ending, what_a_reset_behind_the_peers_end_costs_is_counted)
{
    char *bytes = make_bytes(100000, 8);
    unsigned port;
    int socket = peer_listen(&port, 4096);

    charla = charla_run(&on_pipes, "127.0.0.1 %u", port);
    peer = peer_accept(socket);
    channel_pause(peer, true);
    channel_send(charla->in, bytes, 100000);
    channel_drain(charla->in);
    channel_say(peer, "hi\n%end%\n"); /* one piece: both have come then */
    channel_expect(charla->out, "hi\n");
    channel_reset(peer);
    program_expect_status(charla, 3);
    /* Not sent or not arrived: that depends on how far it had come. */
    channel_expect(charla->err, "has ended the conversation\ncharla: ");
    channel_expect(charla->err, " bytes ");
    free(bytes);
}

/* What a shell runs, with the port for $0. */
static struct program *run_script(const char *script, unsigned port)
{
    char number[8];
    const char *const argv[] = {"sh", "-c", script, number, NULL};

    snprintf(number, sizeof number, "%u", port);
    return program_start(&on_pipes, argv);
}

/* A source that always has more, and a sink that is faster. */
Test(program_ending, a_signal_is_heard_though_there_is_always_something_to_do)
{
    struct program *sink = run_script("exec \"$CHARLA\" --plain -l -p 0 "
                                      "127.0.0.1 </dev/null >/dev/null",
                                      0);

    charla = run_script("exec \"$CHARLA\" --plain 127.0.0.1 \"$0\" "
                        "</dev/urandom >/dev/null",
                        program_port(sink));
    channel_expect(charla->err, "charla: NOT encrypted");
    program_signal(charla, SIGTERM);
    program_expect_status(charla, 0);
    program_expect_status(sink, 0);
}

/* It is data that gets lost, so -q does not hide it. */
Test(program_ending, what_follows_the_end_is_said_to_be_unsent)
{
    unsigned port;
    int socket = peer_listen(&port, 0);

    charla = charla_run(&on_pipes, "-q 127.0.0.1 %u", port);
    peer = peer_accept(socket);
    channel_say(charla->in, "one\n%end%\ntwo\n");
    channel_expect_only(peer, "one\n%end%\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
    channel_expect_only(
        charla->err,
        "charla: what followed %end% in the input is not sent\n");
}

Test(program_ending, an_end_without_its_line_end_counts)
{
    charla = charla_meet(&on_pipes, true, &peer);
    channel_say(peer, "%end%");
    channel_finish(peer);
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, "");
    channel_expect(charla->err,
                   "the other side has ended the conversation\n");
}
