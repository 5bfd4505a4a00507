/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two real copies of charla that encrypt, or do not, and say so. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/harness.h"
#include "support/relay.h"
#include "support/users.h"

TestSuite(program_encryption, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

#define MIB ((size_t)1024 * 1024)

static struct program *ana, *bob; /* ana waits, bob calls */

static void start_pair(const char *of_ana, const char *of_bob)
{
    ana = charla_run_able(user("ana"), "%s -l -p 0 127.0.0.1", of_ana);
    bob = charla_run_able(user("bob"), "%s 127.0.0.1 %u", of_bob,
                          program_port(ana));
}

static void finish_pair(void)
{
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
}

Test(program_encryption, names_its_library_in_the_version)
{
    bob = charla_run(&on_pipes, "--version");
    program_expect_status(bob, 0);
    channel_expect(bob->out, "\nEncryption: GnuTLS\n");
}

/* ---- Encrypted ----------------------------------------------------------- */

Test(program_encryption, two_copies_encrypt_and_name_each_others_key)
{
    char line[256];

    start_pair("", "");
    channel_say(bob->in, "hello\n");
    channel_expect(ana->out, "hello\n");
    channel_say(ana->in, "hi\n");
    channel_expect(bob->out, "hi\n");
    finish_pair();
    snprintf(line, sizeof line,
             "charla: encrypted; the other side's key is new, not verified: "
             "%s\n",
             user_fingerprint("bob"));
    channel_expect(ana->err, line);
    snprintf(line, sizeof line,
             "charla: encrypted; the other side's key is new, not verified: "
             "%s\n",
             user_fingerprint("ana"));
    channel_expect(bob->err, line);
    cr_expect(channel_holds(bob->err, "[charla/1]\n"));
    cr_expect_not(channel_holds(bob->err, "NOT encrypted"));
    cr_expect_not(channel_holds(ana->err, "NOT encrypted"));
    channel_expect_only(ana->out, "hello\n");
    channel_expect_only(bob->out, "hi\n");
}

Test(program_encryption, a_key_is_known_the_second_time)
{
    unsigned port = peer_free_port();

    for (int turn = 0; turn < 2; turn++) {
        ana = charla_run_able(user("ana"), "-l -p %u 127.0.0.1", port);
        cr_assert_eq(program_port(ana), port);
        bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
        finish_pair();
        channel_expect(ana->err, turn == 0 ? "key is new, not verified: "
                                           : "key is known since 2");
        channel_expect(bob->err, turn == 0 ? "key is new, not verified: "
                                           : "key is known since 2");
    }
}

/* Lines that begin with "%", or would end a plain conversation, among
 * others. */
static const char decoys[] =
    "\n%end%\n%end% \n %end%\n"
    "%\n%%\n%%end%%\n%%end%\n%end%%end%\n%end\n%name x%\n"
    "%name\r\n%%%\r\n\r\n\n\0\n%\0\n%end%\0\n\xFF\n\xC3\n%\xC3\n";

static char *make_bytes(size_t length, uint32_t seed)
{
    char *bytes = malloc(length);

    cr_assert_not_null(bytes);
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (char)(seed >> 24);
    }
    for (size_t i = 0; i + sizeof decoys < length; i += 2047)
        memcpy(bytes + i, decoys, sizeof decoys - 1);
    bytes[length - 1] = 'x';
    return bytes;
}

Test(program_encryption, any_bytes_arrive_as_they_were_both_ways_at_once)
{
    const size_t length = 4 * MIB + 12345;
    char *there = make_bytes(length, 1), *back = make_bytes(length, 2);

    start_pair("", "");
    channel_send(bob->in, there, length);
    channel_send(ana->in, back, length);
    finish_pair();
    channel_expect_all(ana->out, there, length);
    channel_expect_all(bob->out, back, length);
    expect_encrypted(ana);
    free(there);
    free(back);
}

Test(program_encryption, one_way_goes_on_when_the_other_has_ended)
{
    start_pair("", "");
    channel_say(bob->in, "a question");
    channel_finish(bob->in);
    channel_expect(ana->out, "a question");
    for (int i = 0; i < 20; i++) {
        channel_say(ana->in, "an answer\n");
        channel_expect(bob->out, "an answer\n");
    }
    finish_pair();
    channel_expect(ana->err, "the other side has closed the connection");
}

Test(program_encryption, who_leaves_ends_it_for_both)
{
    start_pair("", "");
    channel_say(bob->in, "bye\n");
    channel_expect(ana->out, "bye\n");
    program_signal(bob, SIGINT);
    program_expect_status(ana, 0);
    program_expect_status(bob, 0);
    channel_expect(ana->err, "the other side has ended the conversation\n");
    channel_expect(bob->err, "you have ended the conversation\n");
}

Test(program_encryption, messages_that_begin_with_a_mark_arrive_on_a_terminal)
{
    static const char *const messages[] = {
        "%", "%%", "%name Eve%", "%%end%%", "%end", "100%", "%x%",
    };

    ana = charla_run_able(user_on(&on_terminal, "ana"), "-l -p 0 127.0.0.1");
    bob = charla_run_able(user_on(&on_terminal, "bob"), "-n Bob 127.0.0.1 %u",
                          program_port(ana));
    channel_expect(bob->err, "encrypted; ");
    channel_expect(ana->err, "says their name is ");
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        char shown[64];

        channel_say(bob->in, messages[i]);
        channel_say(bob->in, "\r");
        snprintf(shown, sizeof shown, "| %s\r\n", messages[i]);
        channel_expect(ana->out, shown);
    }
    channel_say(bob->in, "%end%\r");
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    cr_expect(program_left_terminal_alone(ana));
    cr_expect_not(channel_holds(ana->out, "their name is Eve"));
}

/* ---- Through a command --------------------------------------------------- */

/* A relay that fails when all has gone through it. */
static void make_failing_relay(unsigned port)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/relay", harness_directory());
    file = fopen(path, "w");
    cr_assert_not_null(file);
    fprintf(file, "#!/bin/sh\nnc -N 127.0.0.1 %u\nexit 7\n", port);
    fclose(file);
    cr_assert_eq(chmod(path, 0700), 0);
}

/* Only what has come through the encryption is certainly the other side's end:
 * then a relay that fails after it has taken nothing away. */
Test(program_encryption, a_relay_that_fails_after_the_end_spoils_plain_alone)
{
    static const char *const options[] = {"--plain", "--encrypt"};

    program_need("nc");
    for (int is_encrypted = 0; is_encrypted < 2; is_encrypted++) {
        ana = charla_run_able(user("ana"), "%s -l -p 0 127.0.0.1",
                              options[is_encrypted]);
        make_failing_relay(program_port(ana));
        bob = charla_run_able(user("bob"), "%s --via=%s/relay bob.example",
                              options[is_encrypted], harness_directory());
        channel_say(bob->in, "hello\n");
        channel_expect(ana->out, "hello\n");
        channel_finish(ana->in);
        channel_finish(bob->in);
        program_expect_status(ana, 0);
        program_expect_status(bob, is_encrypted ? 0 : 3);
        channel_expect(bob->err,
                       "command: relay has ended with exit status 7\n");
        cr_expect_eq(channel_holds(bob->err, "--via has failed"),
                     !is_encrypted);
    }
}

/* ---- On the wire --------------------------------------------------------- */

/* RFC 8446 section 5.1: type, version, length.  All of it must be records,
 * in TLS 1.3: text is of type 23, and a handshake begins with 22. */
static void expect_records(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    const unsigned char *limit = at + length;
    size_t count = 0;

    cr_assert_geq(length, 5);
    cr_expect_eq(at[0], 22);
    while (at < limit) {
        cr_assert(limit - at >= 5 && at[0] >= 20 && at[0] <= 23 && at[1] == 3,
                  "no record %zu bytes before the end", (size_t)(limit - at));
        at += 5 + (at[3] << 8 | at[4]);
        count++;
    }
    cr_expect_eq(at, limit);
    cr_expect_gt(count, 4);
}

static void expect_hidden(const struct buffer *record, const char *text)
{
    cr_expect_null(memmem(record->data, record->length, text, strlen(text)),
                   "\"%s\" was there to be read", text);
}

Test(program_encryption, nothing_on_the_wire_can_be_read_after_the_greeting)
{
    static const char *const secrets[] = {
        "hello, this is a secret", "and this another one", "anastasia",
    };
    const struct relay_record *record;
    const char *newline;
    struct relay *relay;
    size_t greeting;
    unsigned port;

    ana = charla_run_able(user("ana"), "-n anastasia -l -p 0 127.0.0.1");
    relay = relay_start(program_port(ana), RELAY_FAITHFUL, &port);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_say(bob->in, "hello, this is a secret\n");
    channel_expect(ana->out, "hello, this is a secret\n");
    channel_say(ana->in, "and this another one\n");
    channel_expect(bob->out, "and this another one\n");
    channel_expect(bob->err, "anastasia");
    channel_finish(ana->in);
    channel_finish(bob->in);
    program_expect_status(ana, 0);
    program_expect_status(bob, 0);
    record = relay_record(relay);
    newline = memchr(record->from_listener.data, '\n',
                     record->from_listener.length);
    greeting = (size_t)(newline + 1 - record->from_listener.data);
    expect_records(record->from_caller.data, record->from_caller.length);
    expect_records(newline + 1, record->from_listener.length - greeting);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        expect_hidden(&record->from_caller, secrets[i]);
        expect_hidden(&record->from_listener, secrets[i]);
    }
    relay_end(relay);
}

/* ---- Plain, by request --------------------------------------------------- */

Test(program_encryption, plain_on_either_side_makes_it_plain)
{
    static const char *const options[][2] = {
        {"--plain", ""}, {"", "--plain"}, {"--plain", "--plain"},
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        start_pair(options[i][0], options[i][1]);
        channel_say(bob->in, "%in the open\n");
        channel_expect(ana->out, "%in the open\n");
        channel_say(ana->in, "%%really\n");
        channel_expect(bob->out, "%%really\n");
        finish_pair();
        channel_expect(ana->err, "charla: NOT encrypted: ");
        channel_expect(bob->err, "charla: NOT encrypted: ");
        cr_expect_eq(channel_holds(bob->err, " [charla/1]\n"),
                     !*options[i][0]);
        cr_expect_not(channel_holds(ana->err, "their name is"));
        harness_end();
    }
}

Test(program_encryption, encrypt_and_encrypt_meet)
{
    start_pair("--encrypt", "--encrypt");
    channel_say(bob->in, "safe\n");
    channel_expect(ana->out, "safe\n");
    finish_pair();
    expect_encrypted(ana);
    expect_encrypted(bob);
}

#define ASKED_FOR "the other side does not encrypt, and --encrypt asks for it\n"

Test(program_encryption, encrypt_refuses_a_plain_listener_before_a_word)
{
    static const char *const greetings[] = {
        "charla 1: Hello [charla]\n", "hello\n", "charla 1: [charla/2]\n",
    };

    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
        unsigned port;
        int listener = peer_listen(&port, 0);
        struct channel *peer;

        bob = charla_run_able(user("bob"), "--encrypt 127.0.0.1 %u", port);
        channel_say(bob->in, "my secret\n");
        peer = peer_accept(listener);
        channel_say(peer, greetings[i]);
        expect_refused(bob, 4, ASKED_FOR);
        channel_expect_only(peer, "");
        channel_expect_only(bob->out, "");
        harness_end();
    }
}

Test(program_encryption, encrypt_refuses_a_plain_caller_before_a_word)
{
    struct channel *peer;

    ana = charla_run_able(user("ana"), "--encrypt -l -p 0 127.0.0.1");
    channel_say(ana->in, "my secret\n");
    peer = peer_call(program_port(ana));
    channel_say(peer, "hello\n");
    channel_expect(ana->err, "it does not encrypt, and --encrypt asks for it; "
                             "still waiting\n");
    channel_expect(peer, " [charla/1]\n");
    channel_forget(peer);
    channel_expect_only(peer, "");
    program_signal(ana, SIGTERM);
    program_wait(ana);
    channel_expect_only(ana->out, "");
}

/* What is typed while it is undecided is held, and sent in plain after a few
 * seconds with a peer that says nothing.  The two waits are real ones. */
Test(program_encryption, a_silent_peer_is_talked_to_in_plain_after_a_while)
{
    struct channel *peer_of_ana, *peer_of_bob;
    unsigned port;
    int listener = peer_listen(&port, 0);

    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
    channel_say(ana->in, "held by ana\n");
    channel_say(bob->in, "held by bob\n");
    peer_of_ana = peer_call(program_port(ana));
    peer_of_bob = peer_accept(listener);
    channel_expect(peer_of_ana, "held by ana\n");
    channel_expect(peer_of_bob, "held by bob\n");
    channel_expect(ana->err, "charla: NOT encrypted: ");
    channel_expect(bob->err, "charla: NOT encrypted: ");
}
