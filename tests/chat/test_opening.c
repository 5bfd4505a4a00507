/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/opening.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "crypto/encryption.h"
#include "crypto/key_files.h"
#include "base/error.h"
#include "text/framer.h"
#include "support/harness.h"
#include "crypto/known_peers.h"
#include "crypto/storage.h"
#include "chat/session.h"
#include "terminal/terminal.h"
#include "support/tls_peer.h"
#include "net/transport.h"
#include "net/transport_tcp.h"

/* ---- A session whose other side is a script ------------------------------ */

static struct buffer notices; /* one a line */

static void keep_notice(struct terminal *terminal, const char *sentence,
                        enum terminal_voice voice)
{
    (void)terminal;
    (void)voice;
    buffer_printf(&notices, "%s\n", sentence);
}

static struct buffer labels; /* each with "|" behind it */

static void keep_label(struct terminal *terminal, enum terminal_text which,
                       const char *label)
{
    (void)terminal;
    if (which == TERMINAL_PROMPT)
        buffer_printf(&labels, "%s|", label ? label : "");
}

static const struct terminal_ops ops = {.print = keep_notice,
                                        .set_text = keep_label};
static struct terminal terminal = {.ops = &ops, .shows_details = true};
static struct conversation_setup setup;
static struct session session;
static struct framer *framer;
static int peer; /* the other end of the connection */

/* This side's role and what it insists on; a wait in vain takes 10 ms. */
struct role {
    const char *host; /* NULL: a listener */
    bool plain, must_encrypt;
    bool patient;     /* as long as it takes */
};

static struct key_files *files;
static struct key_agent keys;

static void begin(const struct role *role)
{
    struct error error = {0};
    int fds[2];

    setenv("XDG_DATA_HOME", harness_directory(), 1);
    key_files_free(files);
    files = key_files_new(role->host, "8081");
    keys = key_files_agent(files);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    peer = fds[1];
    setup = (struct conversation_setup){
        .terminal = &terminal,
        .host = role->host,
        .port = "8081",
        .encryption = role->plain ? NULL : encryption_new(&keys),
        .must_encrypt = role->must_encrypt,
        .undecided_ms = role->patient ? 20000 : 10,
        .handshake_ms = role->patient ? 20000 : 10,
    };
    session = (struct session){
        .setup = &setup,
        .transport = transport_tcp_new(fds[0], 0),
    };
    cr_assert_eq(session_init(&session, &error), 0);
    framer = framer_new();
    buffer_clear(&notices);
    buffer_clear(&labels);
}

/* What the prompt has said, in turn. */
static void expect_labels(const char *wanted)
{
    buffer_append(&labels, "", 1);
    cr_expect_str_eq(labels.data, wanted);
    labels.length--;
}

static void end(void)
{
    framer_free(framer);
    transport_free(session.transport);
    encryption_free(setup.encryption);
    session_release(&session);
    if (peer >= 0)
        close(peer);
}

static void end_suite(void)
{
    buffer_release(&notices);
    buffer_release(&labels);
    harness_end();
}

TestSuite(opening, .init = harness_begin, .fini = end_suite, .timeout = 120);

static void say(const char *text)
{
    cr_assert_eq(write(peer, text, strlen(text)), (ssize_t)strlen(text));
}

static bool has_noticed(const char *words)
{
    return notices.length > 0 && memmem(notices.data, notices.length, words,
                                        strlen(words));
}

static void expect_held(const char *text)
{
    size_t held;
    const char *bytes = framer_held(framer, &held);

    cr_expect(held == strlen(text) && memcmp(bytes, text, held) == 0,
              "\"%.*s\" is held instead of \"%s\"", (int)held, bytes, text);
}

static void expect_refusal(enum opening result, const char *words)
{
    cr_expect_eq(result, OPENING_REFUSED, "%d", (int)result);
    cr_expect(strncmp(session.in_receiving.text, words, strlen(words)) == 0,
              "\"%s\" instead of \"%s\"", session.in_receiving.text, words);
    cr_expect_not(flag_is_raised(&session.opened));
}

static void expect_plain(enum opening expected, enum opening result,
                         const char *text)
{
    cr_expect_eq(result, expected, "%s", session.in_receiving.text);
    cr_expect(flag_is_raised(&session.opened));
    cr_expect_not(session.is_encrypted);
    cr_expect(has_noticed("NOT encrypted"));
    expect_held(text);
}

/* ---- An opening that is not over while the other side is silent ---------- */

static pthread_t opening_thread;
static enum opening opening_result;

static void *run_opening(void *argument)
{
    opening_result = opening_run(&session, framer);
    return argument;
}

/* Start the opening, and wait until plain talk may begin. */
static void await_silence(void)
{
    struct pollfd fd = {.fd = flag_fd(&session.silent), .events = POLLIN};

    cr_assert_eq(pthread_create(&opening_thread, NULL, run_opening, NULL), 0);
    cr_assert_eq(poll(&fd, 1, 20000), 1, "nothing is decided about silence");
    cr_expect_not(flag_is_raised(&session.opened));
    cr_expect_not(has_noticed("NOT encrypted"));
}

static enum opening join_opening(void)
{
    pthread_join(opening_thread, NULL);
    return opening_result;
}

/* ---- Plain --------------------------------------------------------------- */

static const struct role listener = {.host = NULL}, caller = {.host = "host"};
static const struct role patient_listener = {.patient = true},
                         patient_caller = {.host = "host", .patient = true};

Test(opening, listener_that_must_not_encrypt_decides_at_once)
{
    static const struct role plain = {.plain = true};

    begin(&plain);
    expect_plain(OPENING_DONE, opening_run(&session, framer), "");
    end();
}

Test(opening, listener_takes_text_as_text)
{
    static const char *const texts[] = {"hello\n", "h", "\n", "\x15", "\x17",
                                        "\x80\x16", "%end%\n"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        begin(&patient_listener);
        say(texts[i]);
        expect_plain(OPENING_DONE, opening_run(&session, framer), texts[i]);
        end();
    }
}

Test(opening, listener_talks_plain_to_one_who_only_listens)
{
    begin(&patient_listener);
    shutdown(peer, SHUT_WR);
    expect_plain(OPENING_CLOSED, opening_run(&session, framer), "");
    end();
}

Test(opening, caller_talks_plain_to_who_offers_nothing)
{
    static const struct {
        const char *text, *held;
    } cases[] = {
        {"charla 1: Hello [charla]\n", ""},
        {"charla 1: Hello [charla]\nfirst\n", "first\n"},
        {"hello\n", "hello\n"},
        {"charla 1: Hello [charla/2]\n", "charla 1: Hello [charla/2]\n"},
        {"charla 1: Hello [charla/1] \n", "charla 1: Hello [charla/1] \n"},
        {"Hello [charla/1]\n", "Hello [charla/1]\n"},
        {"\n", "\n"},
        {"\x16", "\x16"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin(&patient_caller);
        say(cases[i].text);
        expect_plain(OPENING_DONE, opening_run(&session, framer),
                     cases[i].held);
        cr_expect_eq(has_noticed("greeting from the other side: "), i < 2);
        end();
    }
}

Test(opening, silence_decides_nothing_but_lets_plain_talk_begin)
{
    static const struct {
        const struct role *role;
        const char *before, *after, *held;
    } cases[] = {
        {&caller, "", "hello\n", "hello\n"},
        {&caller, "c", "iao\n", "ciao\n"},
        {&caller, "charla 1: Hello [charl", "a]\nhi\n", "hi\n"},
        {&listener, "", "hello\n", "hello\n"},
        {&listener, "", "\x15", "\x15"},
    };

    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        bool spoken = i % 2;

        begin(cases[i / 2].role);
        say(cases[i / 2].before);
        await_silence();
        if (spoken)
            cr_expect(session_speak_plain(&session));
        say(cases[i / 2].after);
        cr_expect_eq(join_opening(), OPENING_DONE);
        cr_expect(flag_is_raised(&session.opened));
        cr_expect_not(session.is_encrypted);
        cr_expect_eq(has_noticed("NOT encrypted"), !spoken); /* main has */
        expect_held(cases[i / 2].held);
        end();
    }
}

Test(opening, an_end_after_silence_is_plain)
{
    static const char *const beginnings[] = {"", "c", "charla 1: Hello [charl"};

    for (size_t i = 0; i < 6; i++) {
        begin(i % 2 ? &patient_caller : &caller);
        say(beginnings[i / 2]);
        if (i % 2) { /* and so is one that does not wait that long */
            shutdown(peer, SHUT_WR);
            opening_result = opening_run(&session, framer);
        } else {
            await_silence();
            shutdown(peer, SHUT_WR);
            join_opening();
        }
        expect_plain(OPENING_CLOSED, opening_result, beginnings[i / 2]);
        end();
    }
}

Test(opening, once_it_is_decided_main_begins_no_more)
{
    begin(&caller);
    cr_expect_not(session_speak_plain(&session)); /* nor before */
    await_silence();
    say("hello\n");
    join_opening();
    cr_expect_not(session_speak_plain(&session));
    end();
}

Test(opening, a_plain_caller_opens_at_once_and_leaves_the_greeting_out)
{
    static const struct role plain = {.host = "host", .plain = true};

    begin(&plain);
    say("charla 1: Hello [charla/1]\nfirst\n");
    expect_plain(OPENING_DONE, opening_run(&session, framer), "first\n");
    cr_expect(has_noticed("greeting from the other side: charla 1: Hello"));
    end();
}

Test(opening, shows_a_greeting_made_safe)
{
    begin(&patient_caller);
    say("charla 1: \x1B[2Jboo [charla]\n");
    expect_plain(OPENING_DONE, opening_run(&session, framer), "");
    cr_expect(has_noticed("^[[2Jboo"));
    cr_expect_not(has_noticed("\x1B"));
    end();
}

/* ---- Refusing plain ------------------------------------------------------ */

#define ASKED_FOR "the other side does not encrypt, and --encrypt asks for it"

Test(opening, encrypt_refuses_everything_plain)
{
    static const char *const words[] = {"", "hello\n",
                                        "charla 1: Hello [charla]\n", "cha"};

    for (size_t i = 0; i < 8; i++) {
        struct role role = {.host = i % 2 ? "host" : NULL,
                            .must_encrypt = true};

        begin(&role);
        say(words[i / 2]);
        expect_refusal(opening_run(&session, framer), ASKED_FOR);
        cr_expect_not(has_noticed("NOT encrypted"));
        end();
    }
}

Test(opening, encrypt_shows_nothing_that_came_in_plain)
{
    static const struct role role = {
        .host = "host", .must_encrypt = true, .patient = true};

    begin(&role);
    /* A close with unread bytes resets the connection. */
    cr_assert_eq(write(transport_fd(session.transport), "x", 1), 1);
    say("charla 1: the beginning of a gree");
    close(peer);
    peer = -1;
    cr_expect_eq(opening_run(&session, framer), OPENING_BROKEN);
    expect_held("");
    end();
}

/* Remember a key for "host", as after an encrypted conversation. */
static void know_host(void)
{
    static const unsigned char hash[FINGERPRINT_HASH_SIZE];
    const struct fingerprint key = fingerprint_of_hash(hash);
    struct error error = {0};
    struct trust trust;

    cr_assert_eq(known_peers_check(&(struct peer_name){"host", "8081"}, &key,
                                   &trust, &error),
                 0, "%s", error.text);
}

Test(opening, refuses_plain_to_who_is_known_to_encrypt)
{
    static const char *const words[] = {"", "hello\n",
                                        "charla 1: Hello [charla]\n"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        begin(&caller);
        know_host();
        say(words[i]);
        expect_refusal(opening_run(&session, framer),
                       "the other side has always encrypted and now does not");
        end();
    }
}

Test(opening, plain_is_spoken_to_anybody_who_asks_for_it)
{
    static const struct role plain = {.host = "host", .plain = true};
    static const struct role other = {.host = "other"};

    begin(&plain);
    know_host();
    say("hello\n");
    expect_plain(OPENING_DONE, opening_run(&session, framer), "hello\n");
    expect_labels("NOT encrypted|");
    end();
    begin(&other); /* what is known of one says nothing of the other */
    say("hello\n");
    expect_plain(OPENING_DONE, opening_run(&session, framer), "hello\n");
    expect_labels("not encrypted yet|NOT encrypted|");
    end();
}

Test(opening, refuses_when_it_cannot_be_told_who_is_known)
{
    struct error error = {0};

    begin(&caller);
    cr_assert_eq(storage_write("known_peers", "", 0, &error), STORAGE_OK, "%s",
                 error.text);
    say("hello\n");
    cr_expect_eq(opening_run(&session, framer), OPENING_REFUSED);
    cr_expect_not_null(strstr(session.in_receiving.text,
                              "known_peers is damaged at line 1: "),
                       "%s", session.in_receiving.text);
    end();
}

/* Without a place for keys nobody can be known; a plain call needs none. */
Test(opening, talks_plain_without_a_place_for_keys)
{
    static const char *const places[] = {"/dev/null", "/nonexistent", NULL};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        begin(&caller);
        unsetenv("HOME");
        unsetenv("XDG_DATA_HOME");
        if (places[i])
            setenv("XDG_DATA_HOME", places[i], 1);
        say("hello\n");
        cr_expect_eq(opening_run(&session, framer), OPENING_DONE, "%s",
                     session.in_receiving.text);
        end();
    }
}

/* ---- Encrypting ---------------------------------------------------------- */

#define OFFER "charla 1: Hello [charla/1]\n"

static void *run_peer(void *argument)
{
    struct tls_peer *tls = argument;

    (void)tls_peer_shake_hands(tls);
    return NULL;
}

/* Run the opening against a peer that encrypts. */
static enum opening open_with(const struct tls_peer_setup *how)
{
    struct tls_peer tls = tls_peer_begin(peer, how);
    enum opening result;
    pthread_t thread;

    cr_assert_eq(pthread_create(&thread, NULL, run_peer, &tls), 0);
    result = opening_run(&session, framer);
    if (result != OPENING_DONE) { /* so that it does not wait for us */
        transport_free(session.transport);
        session.transport = NULL;
    }
    pthread_join(thread, NULL);
    tls_peer_end(&tls);
    peer = -1;
    return result;
}

Test(opening, listener_encrypts_with_who_begins_so)
{
    const struct tls_peer_setup how = {.is_server = false};
    struct tls_peer tls;
    pthread_t thread;

    begin(&patient_listener);
    tls = tls_peer_begin(peer, &how);
    pthread_create(&thread, NULL, run_peer, &tls);
    cr_expect_eq(opening_run(&session, framer), OPENING_DONE, "%s",
                 session.in_receiving.text);
    pthread_join(thread, NULL);
    cr_expect(flag_is_raised(&session.opened));
    cr_expect(session.is_encrypted);
    cr_expect_eq(session.trust.state, TRUST_NEW);
    cr_expect(has_noticed("encrypted; the other side's key is new, not "
                          "verified: SHA256:"));
    cr_expect_not(has_noticed("NOT"));
    expect_held("");
    tls_peer_end(&tls);
    peer = -1;
    end();
}

Test(opening, caller_encrypts_with_who_offers_it)
{
    const struct tls_peer_setup how = {.is_server = true};

    for (int turn = 0; turn < 2; turn++) { /* another key the second time */
        begin(&patient_caller);
        say(OFFER);
        if (turn == 0) {
            cr_expect_eq(open_with(&how), OPENING_DONE);
            cr_expect(session.is_encrypted);
            cr_expect(has_noticed("key is new"));
            expect_labels("not encrypted yet||");
        } else {
            expect_refusal(open_with(&how), "THE KEY OF host port 8081 HAS "
                                            "CHANGED");
            cr_expect_not_null(strstr(session.in_receiving.text,
                                      "charla --forget host:8081"));
        }
        end();
    }
}

/* Held back by somebody in between: the greeting, or the hello. */
Test(opening, what_comes_late_is_encrypted_if_nothing_was_sent)
{
    for (int calls = 0; calls < 2; calls++) {
        const struct tls_peer_setup how = {.is_server = calls};
        struct role role = {.host = calls ? "host" : NULL};
        struct tls_peer tls;

        begin(&role);
        setup.handshake_ms = 20000;
        if (calls)
            say("charla 1: He");
        await_silence();
        if (calls)
            say("llo [charla/1]\n");
        tls = tls_peer_begin(peer, &how);
        cr_expect_eq(tls_peer_shake_hands(&tls), 0);
        cr_expect_eq(join_opening(), OPENING_DONE, "%s",
                     session.in_receiving.text);
        cr_expect(session.is_encrypted);
        cr_expect_not(session_speak_plain(&session));
        cr_expect_not(has_noticed("NOT encrypted"));
        expect_labels("not encrypted yet||");
        expect_held("");
        tls_peer_end(&tls);
        peer = -1;
        end();
    }
}

Test(opening, what_comes_late_is_refused_if_something_was_sent)
{
    static const struct {
        const char *host, *late;
    } cases[] = {
        {"host", OFFER},
        {"host", OFFER "hello\n"},
        {NULL, "\x16"},
        {NULL, "\x16\x03\x01\x02\x00\x01"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct role role = {.host = cases[i].host};

        begin(&role);
        await_silence();
        cr_expect(session_speak_plain(&session));
        say(cases[i].late);
        expect_refusal(join_opening(),
                       "the other side offered encryption only after text");
        expect_held("");
        end();
    }
}

Test(opening, never_falls_back_once_encryption_is_offered)
{
    static const struct tls_peer_setup bad[] = {
        {.is_server = true, .alpn = "charla/2"},
        {.is_server = true, .key = TLS_PEER_CERTIFICATE},
        {.is_server = true, .versions = "+VERS-TLS1.2"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        begin(&patient_caller);
        say(OFFER);
        expect_refusal(open_with(&bad[i]),
                       "the other side does not speak charla/1");
        cr_expect_not(has_noticed("NOT encrypted"));
        expect_held("");
        end();
    }
}

Test(opening, refuses_what_is_slipped_in_after_the_greeting)
{
    begin(&patient_caller);
    say(OFFER "hello\n");
    expect_refusal(opening_run(&session, framer),
                   "something was slipped in after the greeting");
    end();
    begin(&patient_caller); /* a hello of the listener's is no better */
    say(OFFER "\x16");
    expect_refusal(opening_run(&session, framer),
                   "something was slipped in after the greeting");
    end();
}

/* A hello is no message: it is not handed on when it comes to nothing. */
Test(opening, forgets_a_hello_that_came_to_nothing)
{
    static const char hello[] = "\x16\x03\x01\x02";

    for (int cut = 0; cut < 2; cut++) {
        begin(cut ? &patient_listener : &listener);
        say(hello);
        if (cut)
            shutdown(peer, SHUT_WR);
        cr_expect_eq(opening_run(&session, framer), OPENING_BROKEN);
        cr_expect_str_eq(session.in_receiving.text,
                         cut ? "the connection was cut off while encryption "
                               "was being set up"
                             : "the other side did not finish setting up "
                               "encryption");
        expect_held("");
        cr_expect_not(flag_is_raised(&session.opened));
        end();
    }
}

Test(opening, refuses_without_a_key_of_its_own)
{
    begin(&patient_caller);
    setenv("XDG_DATA_HOME", "/dev/null", 1);
    say(OFFER);
    expect_refusal(opening_run(&session, framer),
                   "cannot use /dev/null/charla: ");
    end();
}

/* ---- Stopping ------------------------------------------------------------ */

Test(opening, stops_wherever_it_waits)
{
    static const char *const words[] = {"", "charla ", OFFER, "\x16"};

    for (size_t i = 0; i < 8; i++) {
        bool calls = i % 2;

        if (!calls && *words[i / 2] == 'c')
            continue; /* a listener does not wait after text */
        if (calls && *words[i / 2] == '\x16')
            continue;
        begin(calls ? &patient_caller : &patient_listener);
        say(words[i / 2]);
        flag_raise(&session.shutdown);
        cr_expect_eq(opening_run(&session, framer), OPENING_STOPPED,
                     "%zu: %s", i, session.in_receiving.text);
        cr_expect_not(flag_is_raised(&session.opened));
        end();
    }
}

Test(opening, stops_while_the_other_side_is_silent)
{
    for (int calls = 0; calls < 2; calls++) {
        begin(calls ? &caller : &listener);
        await_silence();
        flag_raise(&session.shutdown);
        cr_expect_eq(join_opening(), OPENING_STOPPED);
        end();
    }
}

/* The greeting does not fit, and there is no deadline for reading it. */
/* ssh may ask for a password first, and in a room at a broker the caller may be
 * the first. */
Test(opening, of_a_command_that_must_encrypt_waits_without_end)
{
    static const struct role must = {.host = "host", .must_encrypt = true};

    for (int by_command = 0; by_command < 2; by_command++) {
        for (int is_known = 0; is_known < 2; is_known++) {
            begin(is_known ? &caller : &must);
            if (is_known)
                know_host();
            setup.by_command = by_command;
            setup.undecided_ms = setup.handshake_ms = 0; /* it is over */
            flag_raise(&session.shutdown); /* where it waits, it stops */
            cr_expect_eq(opening_run(&session, framer),
                         by_command ? OPENING_STOPPED : OPENING_REFUSED);
            end();
        }
    }
}

Test(opening, waits_with_its_greeting_until_it_is_stopped)
{
    char filler[4096] = "";
    int fd;

    begin(&listener);
    fd = transport_fd(session.transport);
    while (write(fd, filler, sizeof filler) > 0 || write(fd, filler, 1) > 0)
        ;
    flag_raise(&session.shutdown);
    cr_expect_eq(opening_run(&session, framer), OPENING_STOPPED);
    end();
}
