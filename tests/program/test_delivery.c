/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sender may believe: exit status 0 says that the other machine has
 * everything, whoever ended first. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/users.h"

TestSuite(program_delivery, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

/* More than two kernels hold, whatever their settings. */
#define MUCH ((size_t)80 * 1024 * 1024)

static struct program *sender, *receiver;

/* ---- Two copies of charla ------------------------------------------------ */

/* Which side calls, how they talk, and which side ends first. */
static const struct pairing {
    const char *options;
    bool sender_calls, receiver_ends_first;
} pairings[] = {
    {"--plain", true, true},  {"--plain", false, true},
    {"--plain", true, false}, {"--plain", false, false},
    {"", true, true},         {"", false, true},
    {"", true, false},        {"", false, false},
};

#define PAIRINGS (sizeof pairings / sizeof *pairings)

/* `out` is where the receiver writes to. */
static void start(const struct pairing *pairing, enum plug out)
{
    const struct setup plugs = {.out = out};
    const char *options = pairing->options;
    struct program *waits, *calls;

    waits = charla_run_able(pairing->sender_calls ? user_on(&plugs, "ana")
                                                  : user("ana"),
                            "%s -l -p 0 127.0.0.1", options);
    calls = charla_run_able(pairing->sender_calls ? user("bob")
                                                  : user_on(&plugs, "bob"),
                            "%s 127.0.0.1 %u", options, program_port(waits));
    sender = pairing->sender_calls ? calls : waits;
    receiver = pairing->sender_calls ? waits : calls;
    channel_expect(sender->err, *options ? "NOT encrypted" : "encrypted");
    if (pairing->receiver_ends_first)
        channel_finish(receiver->in);
}

/* The output's reader reads nothing, until it is gone. */
static void let_reader_go(void)
{
    channel_close(receiver->out);
    program_expect_status(receiver, 1);
}

static void expect_counted(void)
{
    program_expect_status(sender, 3);
    cr_expect(channel_holds(sender->err, " bytes of your text were not "
                                         "sent\n") ||
                  channel_holds(sender->err, " bytes that were sent may not "
                                             "have arrived\n"),
              "%s", channel_text(sender->err));
}

Test(program_delivery, a_reader_that_dies_without_reading_is_3)
{
    char *bytes = calloc(MUCH, 1);

    for (size_t i = 0; i < PAIRINGS; i++) {
        start(&pairings[i], PLUG_PIPE);
        channel_pause(receiver->out, true);
        (void)program_glut(sender, bytes, MUCH);
        channel_finish(sender->in);
        let_reader_go();
        expect_counted();
        harness_end();
    }
    free(bytes);
}

Test(program_delivery, a_reader_that_takes_its_time_gets_everything)
{
    char *bytes = calloc(MUCH, 1);

    for (size_t i = 0; i < PAIRINGS; i++) {
        size_t length;

        start(&pairings[i], PLUG_PIPE);
        channel_pause(receiver->out, true);
        length = program_glut(sender, bytes, MUCH);
        channel_finish(sender->in);
        channel_pause(receiver->out, false);
        channel_expect_length(receiver->out, length);
        channel_finish(receiver->in);
        program_expect_status(sender, 0);
        program_expect_status(receiver, 0);
        channel_expect_all(receiver->out, bytes, length);
        harness_end();
    }
    free(bytes);
}

/* ---- A peer of another kind ---------------------------------------------- */

/* Start a sender in a pipe to a peer whose kernel takes little, and half-close
 * from that side first. */
static struct channel *half_closed(const char *options)
{
    unsigned port;
    int listener = peer_listen(&port, 4096);
    struct channel *peer;

    sender = charla_run(&on_pipes, "%s 127.0.0.1 %u", options, port);
    peer = peer_accept(listener);
    channel_expect(sender->err, "connected to");
    channel_pause(peer, true);
    channel_finish(peer);
    return peer;
}

/* Send more than the peer's kernel takes. */
static size_t send_and_finish(const char *bytes)
{
    size_t length = program_glut(sender, bytes, MUCH);

    channel_finish(sender->in);
    return length;
}

Test(program_delivery, a_peer_that_ended_first_and_reads_late_has_it_all)
{
    char *bytes = calloc(MUCH, 1);
    struct channel *peer = half_closed("");
    size_t length = send_and_finish(bytes);

    cr_expect_not(channel_ends_within(sender->life, 100));
    channel_pause(peer, false);
    channel_expect_all(peer, bytes, length);
    program_expect_status(sender, 0);
    free(bytes);
}

Test(program_delivery, a_peer_that_ended_first_and_goes_without_reading_is_3)
{
    char *bytes = calloc(MUCH, 1);
    struct channel *peer = half_closed("");

    (void)send_and_finish(bytes);
    channel_reset(peer);
    expect_counted();
    free(bytes);
}

/* More than the peer's kernel takes and less than our own: all is sent, and
 * that is not enough. */
#define LITTLE ((size_t)12000)

Test(program_delivery, what_this_machine_still_holds_has_not_arrived)
{
    static char bytes[LITTLE];

    for (int reads = 0; reads < 2; reads++) {
        struct channel *peer = half_closed("");

        channel_send(sender->in, bytes, LITTLE);
        channel_finish(sender->in);
        cr_expect_not(channel_ends_within(sender->life, 100));
        if (reads) {
            channel_pause(peer, false);
            channel_expect_all(peer, bytes, LITTLE);
            program_expect_status(sender, 0);
        } else {
            channel_reset(peer);
            expect_counted();
        }
        harness_end();
    }
}

Test(program_delivery, a_peer_that_ended_first_and_never_reads_times_out)
{
    char *bytes = calloc(MUCH, 1);

    (void)half_closed("--timeout=1");
    (void)send_and_finish(bytes);
    expect_counted();
    free(bytes);
}

Test(program_delivery, who_does_not_want_to_wait_is_told_what_is_missing)
{
    char *bytes = calloc(MUCH, 1);

    (void)half_closed("");
    (void)send_and_finish(bytes);
    program_signal(sender, SIGINT);
    channel_ends_within(sender->life, 100);
    program_signal(sender, SIGINT);
    expect_counted();
    free(bytes);
}

/* What could not be written must not look received. */
Test(program_delivery, output_that_fails_is_not_taken_for_an_end_in_order)
{
    for (size_t i = 0; i < PAIRINGS; i++) {
        if (pairings[i].receiver_ends_first)
            continue; /* then there is no end left to be told apart */
        start(&pairings[i], PLUG_FULL);
        channel_say(sender->in, "where to?\n");
        channel_finish(sender->in);
        program_expect_status(receiver, 1);
        program_expect_status(sender, 3);
        harness_end();
    }
}

/* ---- What is left of the input ------------------------------------------- */

static void call_from(const char *before, const char *after,
                      struct channel **peer)
{
    char script[256], number[8], path[512];
    const char *const argv[] = {"sh", "-c", script, number, path, NULL};
    unsigned port;
    int listener = peer_listen(&port, 4096);

    snprintf(number, sizeof number, "%u", port);
    snprintf(path, sizeof path, "%s/big", harness_directory());
    snprintf(script, sizeof script,
             "%s \"$CHARLA\" --plain -q 127.0.0.1 \"$0\" %s", before, after);
    sender = program_start(&on_pipes, argv);
    *peer = peer_accept(listener);
    channel_expect_length(*peer, 1); /* the conversation has begun */
    channel_pause(*peer, true);
}

/* The number in the sentence that ends like this; 0: it was not said. */
static size_t number_before(struct program *program, const char *words)
{
    const char *text = channel_text(program->err);
    const char *at = strstr(text, words);

    if (!at)
        return 0;
    while (at > text && at[-1] >= '0' && at[-1] <= '9')
        at--;
    return strtoul(at, NULL, 10);
}

/* A file's end is known, other input may go on for ever.  A sender that has
 * sent all that it has read by then has nothing to say of the rest. */
Test(program_delivery, what_was_never_read_is_counted_too)
{
    static const struct {
        const char *before, *after;
        bool goes_on;
    } cases[] = {
        {"truncate -s 90000000 \"$1\"; exec", "<\"$1\"", false}, /* sparse */
        {"head -c 90000000 /dev/zero |", "", true},
        {"exec", "</dev/zero", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct channel *peer;
        bool is_unsent;

        call_from(cases[i].before, cases[i].after, &peer);
        (void)channel_ends_within(sender->life, 200); /* buffers fill */
        channel_reset(peer);
        expect_counted();
        is_unsent = channel_holds(sender->err, " of your text were not sent\n");
        cr_expect_eq(
            channel_holds(sender->err, "the rest of the input was not read\n"),
            cases[i].goes_on && is_unsent, "case %zu: %s", i,
            channel_text(sender->err));
        /* No kernel holds the half of it. */
        if (!cases[i].goes_on)
            cr_expect_gt(number_before(sender, " bytes of your text were not"),
                         45000000);
        harness_end();
    }
}

static size_t count_of(const char *text, char wanted)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == wanted;
    return count;
}

/* What is said not to have been sent never arrives; what is not mentioned
 * always does. */
Test(program_delivery, what_is_said_of_a_stopped_sender_is_so)
{
    char *bytes = malloc(MUCH);

    memset(bytes, 'x', MUCH);
    for (size_t i = 0; i < PAIRINGS; i++) {
        size_t length, unsent, unknown, arrived;

        start(&pairings[i], PLUG_PIPE);
        channel_pause(receiver->out, true);
        length = program_glut(sender, bytes, MUCH);
        program_signal(sender, SIGTERM);
        (void)channel_ends_within(sender->life, 50);
        program_signal(sender, SIGTERM);
        program_expect_status(sender, 3);
        unsent = number_before(sender, " bytes of your text were not sent");
        unknown = number_before(sender, " bytes that were sent may not");
        channel_pause(receiver->out, false);
        channel_finish(receiver->in);
        program_wait(receiver);
        arrived = count_of(channel_text(receiver->out), 'x');
        cr_expect_leq(arrived + unsent, length,
                      "pairing %zu: %zu of %zu, %zu unsent, %zu unknown", i,
                      arrived, length, unsent, unknown);
        cr_expect_geq(arrived + unsent + unknown, length,
                      "pairing %zu: %zu of %zu, %zu unsent, %zu unknown", i,
                      arrived, length, unsent, unknown);
        harness_end();
    }
    free(bytes);
}
