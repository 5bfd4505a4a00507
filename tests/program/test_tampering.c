/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program against other sides that do not play by the rules. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "support/harness.h"
#include "support/tls_peer.h"
#include "support/users.h"
#include "wire/frame.h"

TestSuite(program_tampering, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bob; /* ana waits, bob calls */

/* ---- Other sides that are not charla ------------------------------------- */

#define NOT_CHARLA "the other side does not speak charla/1"

static const struct {
    const char *what;
    struct tls_peer_setup setup;
} strange[] = {
    {"another ALPN", {.alpn = "charla/2"}},
    {"no ALPN", {.alpn = ""}},
    {"a certificate", {.key = TLS_PEER_CERTIFICATE}},
    {"no key", {.key = TLS_PEER_NO_KEY}},
    {"TLS 1.2", {.versions = "+VERS-TLS1.2"}},
};

/* Each time the same port can be listened on again at once. */
Test(program_tampering, a_strange_caller_is_refused_and_the_port_is_free_again)
{
    unsigned port = peer_free_port();

    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        struct tls_peer peer;

        fprintf(stderr, "# %s\n", strange[i].what);
        ana = charla_run_able(user("ana"), "-l -p %u 127.0.0.1", port);
        channel_say(ana->in, "my secret\n");
        cr_assert_eq(program_port(ana), port);
        peer = tls_peer_begin(tls_peer_call(port), &strange[i].setup);
        if (tls_peer_shake_hands(&peer) == 0)
            cr_expect_neq(tls_peer_expect_end(&peer), 0);
        expect_turned_away(ana, NOT_CHARLA);
        tls_peer_end(&peer);
    }
}

#define OFFER "charla 1: Hello [charla/1]\n"

Test(program_tampering, a_strange_listener_is_refused)
{
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        struct tls_peer_setup setup = strange[i].setup;
        struct tls_peer peer;
        unsigned port;
        int listener = peer_listen(&port, 0);

        fprintf(stderr, "# %s\n", strange[i].what);
        setup.is_server = true;
        bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
        channel_say(bob->in, "my secret\n");
        peer = tls_peer_begin(tls_peer_accept(listener, OFFER), &setup);
        if (tls_peer_shake_hands(&peer) == 0)
            cr_expect_neq(tls_peer_expect_end(&peer), 0);
        expect_refused(bob, 4, NOT_CHARLA);
        channel_expect_only(bob->out, "");
        tls_peer_end(&peer);
        harness_end();
    }
}

/* Bytes where the other side's hello should be. */
static const struct {
    const char *bytes;
    size_t length;
} garbage[] = {
    {"\x16" "arbage and more of it\n", 22},
    {"\x16\x03\x01\xFF\xFF\x01\x00", 7}, /* an oversized record */
    {"\x16\x03\x03\x00\x00\x16\x03\x03\x00\x00", 10},
    {"\x16\x03\x01\x00\x05\x0B\x00\x00\x01\x00", 10}, /* not a hello */
    {"\x16\x03\x01\x00\x06\x01\x00\x00\x02\x03\x03", 11}, /* half of one */
};

Test(program_tampering, garbage_for_a_hello_is_refused)
{
    unsigned port = peer_free_port();

    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
        struct channel *peer;

        ana = charla_run_able(user("ana"), "-l -p %u 127.0.0.1", port);
        cr_assert_eq(program_port(ana), port);
        peer = peer_call(port);
        channel_send(peer, garbage[i].bytes, garbage[i].length);
        expect_turned_away(ana, NOT_CHARLA);
    }
}

Test(program_tampering, garbage_for_an_answer_is_refused)
{
    for (size_t i = 0; i < 1 + sizeof garbage / sizeof *garbage; i++) {
        unsigned port;
        int listener = peer_listen(&port, 0);
        struct channel *peer;

        bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
        peer = peer_accept(listener);
        channel_say(peer, OFFER);
        channel_expect_length(peer, 5); /* of the hello */
        if (i > 0)
            channel_send(peer, garbage[i - 1].bytes, garbage[i - 1].length);
        else
            channel_say(peer, "just text\n");
        expect_refused(bob, 4, NOT_CHARLA);
        channel_expect_only(bob->out, "");
        harness_end();
    }
}

/* The one test that waits for the real deadline, with both at once. */
Test(program_tampering, who_stalls_in_the_handshake_is_left_and_frees_the_port)
{
    unsigned port = peer_free_port(), port_of_peer;
    int listener = peer_listen(&port_of_peer, 0);
    struct channel *peer;

    ana = charla_run_able(user("ana"), "-l -p %u 127.0.0.1", port);
    channel_say(ana->in, "my secret\n");
    cr_assert_eq(program_port(ana), port);
    peer = peer_call(port);
    channel_send(peer, "\x16\x03\x01", 3);
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", port_of_peer);
    peer = peer_accept(listener);
    channel_say(peer, OFFER);
    expect_refused(bob, 3, "the other side did not finish setting up "
                           "encryption\n");
    expect_turned_away(ana, "the other side did not finish setting up "
                            "encryption");
    channel_expect_only(bob->out, "");
    ana = charla_run_able(user("ana"), "-l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(ana), port);
}

Test(program_tampering, who_goes_away_in_the_handshake_leaves_no_message_behind)
{
    struct channel *peer;

    for (size_t length = 1; length <= 6; length++) {
        ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
        peer = peer_call(program_port(ana));
        channel_send(peer, "\x16\x03\x01\x00\x80\x01", length);
        channel_finish(peer);
        expect_turned_away(ana, "the connection was cut off while encryption "
                                "was being set up");
        harness_end();
    }
}

/* ---- Other sides that have been let in ----------------------------------- */

static struct tls_peer peer;

static void let_in(void)
{
    const struct tls_peer_setup setup = {.is_server = false};

    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    peer = tls_peer_begin(tls_peer_call(program_port(ana)), &setup);
    cr_assert_eq(tls_peer_shake_hands(&peer), 0);
    expect_encrypted(ana);
    tls_peer_hello(&peer, "");
    tls_peer_text(&peer, "good day\n");
    channel_expect(ana->out, "good day\n");
}

static void expect_lost(const char *words)
{
    expect_refused(ana, 3, words);
    channel_expect_only(ana->out, "good day\n");
    tls_peer_end(&peer);
    harness_end();
}

#define FAILED "the encrypted connection failed: "

Test(program_tampering, a_flood_of_key_updates_ends_in_a_sentence)
{
    let_in();
    for (int i = 0; i < 100000; i++)
        if (gnutls_session_key_update(peer.session, GNUTLS_KU_PEER) < 0)
            break;
    expect_lost(FAILED);
}

/* A few of them between messages are what they are for. */
Test(program_tampering, new_keys_in_the_middle_do_no_harm)
{
    let_in();
    channel_say(ana->in, "one\n");
    tls_peer_expect(&peer, "one\n");
    for (int i = 0; i < 5; i++) {
        cr_assert_eq(gnutls_session_key_update(peer.session, GNUTLS_KU_PEER),
                     0);
        tls_peer_text(&peer, "two\n");
        channel_expect(ana->out, "two\n");
        channel_say(ana->in, "three\n");
        tls_peer_expect(&peer, "three\n");
    }
    tls_peer_ack(&peer, strlen("one\n") + 5 * strlen("three\n"));
    gnutls_bye(peer.session, GNUTLS_SHUT_WR);
    channel_finish(ana->in);
    program_expect_status(ana, 0);
    tls_peer_end(&peer);
}

Test(program_tampering, an_alert_ends_in_a_sentence)
{
    let_in();
    gnutls_alert_send(peer.session, GNUTLS_AL_FATAL, GNUTLS_A_INTERNAL_ERROR);
    expect_lost(FAILED);
}

Test(program_tampering, a_flood_of_empty_records_does_not_hang_it)
{
    let_in();
    for (int i = 0; i < 20000; i++)
        if (gnutls_record_send2(peer.session, "", 0, 1, 0) < 0)
            break;
    tls_peer_goodbye(&peer);
    program_expect_status(ana, 0);
    channel_expect_only(ana->out, "good day\n");
    tls_peer_end(&peer);
}

/* Records of a byte each are a waste, but no error. */
Test(program_tampering, records_of_one_byte_arrive_whole)
{
    enum { COUNT = 20000 };
    static char text[9 + COUNT + 1] = "good day\n";
    char header[FRAME_HEADER_SIZE];

    let_in();
    frame_write_header(header, FRAME_TEXT, COUNT);
    for (size_t i = 0; i < sizeof header; i++)
        cr_assert_eq(gnutls_record_send(peer.session, header + i, 1), 1);
    for (int i = 0; i < COUNT; i++) {
        text[9 + i] = i % 7 ? 'x' : '\n';
        cr_assert_eq(gnutls_record_send(peer.session, text + 9 + i, 1), 1);
    }
    gnutls_bye(peer.session, GNUTLS_SHUT_WR);
    channel_finish(ana->in);
    channel_expect_all(ana->out, text, 9 + COUNT);
    program_expect_status(ana, 0);
    tls_peer_end(&peer);
}

Test(program_tampering, a_record_that_is_none_ends_in_a_sentence)
{
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {
        {"\x17\x03\x03\xFF\xFF", 5}, /* oversized */
        {"\x17\x03\x03\x00\x20xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 37},
        {"\x15\x03\x03\x00\x02\x02\x28", 7}, /* an alert in clear */
        {"\x15\x03\x03\x00\x02\x01\x00", 7}, /* a goodbye in clear */
        {"hello in clear\n", 15},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        let_in();
        cr_assert(tls_peer_say_raw(&peer, cases[i].bytes, cases[i].length));
        cr_expect_eq(tls_peer_expect_end(&peer),
                     GNUTLS_E_FATAL_ALERT_RECEIVED);
        expect_lost(FAILED);
    }
}

/* Wherever it falls: after the fifth byte a record's length is known. */
Test(program_tampering, a_cut_in_the_middle_of_a_record_is_a_cut)
{
    for (size_t length = 1; length <= 6; length++) {
        let_in();
        cr_assert(tls_peer_say_raw(&peer, "\x17\x03\x03\x00\x20x", length));
        shutdown(peer.fd, SHUT_WR);
        expect_lost("the connection was cut off without a goodbye\n");
    }
}

Test(program_tampering, who_does_not_read_is_left_in_the_end)
{
    char *much = calloc(1, 64 * 1024 * 1024);

    let_in();
    program_glut(ana, much, 64 * 1024 * 1024);
    program_signal(ana, SIGTERM);
    program_signal(ana, SIGTERM);
    program_wait(ana);
    tls_peer_end(&peer);
    free(much);
}

/* ---- Callers that people have at hand ------------------------------------ */

/* They take the greeting for a broken answer, or we their hello for a strange
 * one, whichever comes first. */
static void expect_stranger_refused(const char *file, const char *before_port,
                                    const char *after_port)
{
    program_need(file);
    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    channel_say(ana->in, "my secret\n");
    bob = program_run(&on_pipes, "%s %s%u%s", file, before_port,
                      program_port(ana), after_port);
    program_wait(bob);
    expect_turned_away(ana, "");
    cr_expect_not(channel_holds(bob->out, "my secret"));
}

Test(program_tampering, openssl_is_a_stranger)
{
    expect_stranger_refused("openssl", "s_client -connect 127.0.0.1:", "");
}

Test(program_tampering, openssl_is_a_stranger_even_with_our_alpn)
{
    expect_stranger_refused(
        "openssl", "s_client -tls1_3 -alpn charla/1 -connect 127.0.0.1:", "");
}

Test(program_tampering, gnutls_cli_is_a_stranger)
{
    expect_stranger_refused("gnutls-cli", "--insecure --alpn charla/1 -p ",
                            " 127.0.0.1");
}
