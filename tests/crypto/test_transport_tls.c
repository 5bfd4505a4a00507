/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/transport_tls.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "support/harness.h"
#include "crypto/identity.h"
#include "crypto/tls_library.h"
#include "support/tls_peer.h"
#include "support/tls_side.h"
#include "net/transport.h"
#include "support/transport_suite.h"
#include "net/transport_tcp.h"

TestSuite(transport_tls, .init = harness_begin, .fini = harness_end,
          .timeout = 120);
TestSuite(transport_tls_handshake, .init = harness_begin, .fini = harness_end,
          .timeout = 120);
TestSuite(transport_tls_peer, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

/* ---- What every transport does ------------------------------------------- */

static void connect_tls(struct transport *ends[2])
{
    struct tls_side sides[2] = {{.below = NULL}, {.below = NULL}};
    int fds[2];

    suite_connect_sockets(fds);
    for (int i = 0; i < 2; i++)
        tls_side_start(&sides[i], fds[i], i == 1);
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(tls_side_join(&sides[i]), TLS_DONE, "%s",
                     sides[i].error.text);
        ends[i] = sides[i].transport;
    }
}

TRANSPORT_SUITE(transport_tls, connect_tls)

/* ---- The handshake ------------------------------------------------------- */

Test(transport_tls_handshake, tells_each_the_key_of_the_other)
{
    struct tls_side sides[2] = {{.below = NULL}, {.below = NULL}};
    int fds[2];

    suite_connect_sockets(fds);
    for (int i = 0; i < 2; i++)
        tls_side_start(&sides[i], fds[i], i == 1);
    for (int i = 0; i < 2; i++) {
        struct identity other = tls_side_identity(1 - i);

        cr_assert_eq(tls_side_join(&sides[i]), TLS_DONE);
        cr_assert_eq(sides[i].spki.size, other.public_key.size);
        cr_assert_eq(memcmp(sides[i].spki.data, other.public_key.data,
                            other.public_key.size),
                     0);
        identity_release(&other);
    }
    tls_side_free(&sides[0]);
    tls_side_free(&sides[1]);
}

/* The listener has read some of the hello before it knows what it is. */
Test(transport_tls_handshake, takes_what_was_received_before_it)
{
    static const size_t cuts[] = {1, 5, 6, 100, 1000000};

    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct tls_side caller = {.below = NULL}, listener = {.below = NULL};
        char early[4096];
        ssize_t length;
        int fds[2];

        suite_connect_sockets(fds);
        tls_side_start(&caller, fds[0], false);
        length = recv(fds[1], early,
                      cuts[i] < sizeof early ? cuts[i] : sizeof early, 0);
        cr_assert_gt(length, 0);
        listener.setup.early = early;
        listener.setup.early_length = (size_t)length;
        tls_side_start(&listener, fds[1], true);
        cr_assert_eq(tls_side_join(&listener), TLS_DONE, "%s",
                     listener.error.text);
        cr_assert_eq(tls_side_join(&caller), TLS_DONE, "%s", caller.error.text);
        tls_side_free(&caller);
        tls_side_free(&listener);
    }
}

static bool begins_with(const char *text, const char *words)
{
    return strncmp(text, words, strlen(words)) == 0;
}

#define NOT_CHARLA "the other side does not speak charla/1"

/* Whatever is not charla/1 is refused, in both roles. */
Test(transport_tls_handshake, refuses_what_is_not_charla)
{
    static const struct {
        const char *what;
        struct tls_peer_setup setup;
    } cases[] = {
        {"another ALPN", {.alpn = "charla/2"}},
        {"HTTP", {.alpn = "http/1.1"}},
        {"no ALPN", {.alpn = ""}},
        {"a certificate", {.key = TLS_PEER_CERTIFICATE}},
        {"no key", {.key = TLS_PEER_NO_KEY}},
        {"TLS 1.2", {.versions = "+VERS-TLS1.2"}},
        {"TLS 1.2 and a certificate",
         {.key = TLS_PEER_CERTIFICATE, .versions = "+VERS-TLS1.2"}},
    };

    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct tls_peer_setup setup = cases[i / 2].setup;
        struct tls_side side = {.below = NULL};
        struct tls_peer peer;
        int fds[2];

        setup.is_server = i % 2;
        suite_connect_sockets(fds);
        tls_side_start(&side, fds[0], !setup.is_server);
        peer = tls_peer_begin(fds[1], &setup);
        (void)tls_peer_shake_hands(&peer);
        cr_expect_eq(tls_side_join(&side), TLS_REFUSED, "%s, %s",
                     cases[i / 2].what,
                     setup.is_server ? "serving" : "calling");
        cr_expect(begins_with(side.error.text, NOT_CHARLA), "%s: %s",
                  cases[i / 2].what, side.error.text);
        tls_side_free(&side);
        tls_peer_end(&peer);
    }
}

Test(transport_tls_handshake, refuses_garbage)
{
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {
        {"hello, who is there?\n", 21},
        {"HTTP/1.1 400 Bad Request\r\n\r\n", 28},
        {"\x16\x03\x01\xFF\xFF\x01\x00\xFF", 8}, /* an oversized record */
        {"\x16\x03\x03\x00\x00\x16\x03\x03\x00\x00", 10},
        {"\x16\x03\x03\x00\x04\x0B\x00\x00\x00", 9}, /* another message */
        {"\x16\x03\x03\x00\x08\x02\x00\x00\x04xxxx", 13},
        {"\x17\x03\x03\x00\x05hello", 10},
        {"\x15\x03\x03\x00\x02\x02\x28", 7}, /* an alert */
        {"\x80\x2E\x01\x03\x01\x00\x15\x00\x00\x00\x10xxxxxxxx", 19},
    };

    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct tls_side side = {.below = NULL};
        int fds[2];

        suite_connect_sockets(fds);
        cr_assert_eq(write(fds[1], cases[i / 2].bytes, cases[i / 2].length),
                     (ssize_t)cases[i / 2].length);
        shutdown(fds[1], SHUT_WR);
        tls_side_start(&side, fds[0], i % 2);
        cr_expect_neq(tls_side_join(&side), TLS_DONE);
        cr_expect(side.result == TLS_REFUSED || side.result == TLS_LOST);
        cr_expect_str_not_empty(side.error.text);
        tls_side_free(&side);
        close(fds[1]);
    }
}

Test(transport_tls_handshake, does_not_wait_for_ever)
{
    static const char *const beginnings[] = {"", "\x16",
                                             "\x16\x03\x01\x02\x00\x01"};

    for (size_t i = 0; i < 6; i++) {
        struct tls_side side = {.setup.timeout_ms = 20};
        const char *beginning = beginnings[i / 2];
        int fds[2];

        suite_connect_sockets(fds);
        (void)!write(fds[1], beginning, strlen(beginning));
        tls_side_start(&side, fds[0], i % 2);
        cr_expect_eq(tls_side_join(&side), TLS_LOST);
        cr_expect_str_eq(side.error.text,
                         "the other side did not finish setting up encryption");
        tls_side_free(&side);
        close(fds[1]);
    }
}

/* The caller was greeted, and somebody else came first. */
static void meet_an_alert(void (*alert)(struct transport *),
                          struct tls_side *caller)
{
    struct tls_side listener = {.below = NULL};
    struct error error = {0};
    struct transport *busy;
    int fds[2];

    suite_connect_sockets(fds);
    tls_side_prepare(&listener, fds[1], true);
    busy = transport_tls_start(listener.below, &listener.setup, &error);
    cr_assert_not_null(busy, "%s", error.text);
    tls_side_start(caller, fds[0], false);
    alert(busy);
    tls_side_join(caller);
    transport_free(busy);
    key_files_free(listener.files);
    tls_side_free(caller);
}

Test(transport_tls_handshake, hears_that_the_other_side_is_busy)
{
    struct tls_side caller = {.below = NULL};

    meet_an_alert(transport_tls_alert_busy, &caller);
    cr_expect_eq(caller.result, TLS_BUSY);
}

Test(transport_tls_handshake, hears_that_its_key_could_not_be_judged)
{
    struct tls_side caller = {.below = NULL};

    meet_an_alert(transport_tls_alert_failure, &caller);
    cr_expect_eq(caller.result, TLS_REFUSED);
    cr_expect_neq(caller.error.text[0], '\0');
}

static int cannot_sign(void *context, const void *text, size_t length,
                       unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                       struct error *error)
{
    (void)context;
    (void)text;
    (void)length;
    (void)signature;
    error_set(error, "the monitor is gone");
    return -1;
}

/* In both roles; it is our own failure, so it is no loss of the connection. */
Test(transport_tls_handshake, is_over_when_the_key_cannot_sign)
{
    for (int serves = 0; serves < 2; serves++) {
        const struct tls_peer_setup setup = {.is_server = !serves};
        struct tls_side side = {.below = NULL};
        struct tls_peer peer;
        int fds[2];

        suite_connect_sockets(fds);
        peer = tls_peer_begin(fds[1], &setup);
        tls_side_prepare(&side, fds[0], serves);
        side.keys.sign = cannot_sign;
        tls_side_run(&side);
        if (tls_peer_shake_hands(&peer) == 0)
            cr_expect_neq(tls_peer_expect_end(&peer), 0);
        cr_expect_eq(tls_side_join(&side), TLS_REFUSED);
        cr_expect_neq(side.error.text[0], '\0');
        tls_side_free(&side);
        tls_peer_end(&peer);
    }
}

Test(transport_tls_handshake, does_not_begin_with_a_key_that_is_none)
{
    struct tls_side side = {.below = NULL};
    struct error error = {0};
    int fds[2];

    suite_connect_sockets(fds);
    tls_side_prepare(&side, fds[0], true);
    memset(side.own_key.data, 0xFF, side.own_key.length);
    cr_expect_null(transport_tls_start(side.below, &side.setup, &error));
    cr_expect(begins_with(error.text, "cannot set up encryption: "), "%s",
              error.text);
    transport_free(side.below); /* still ours */
    key_files_free(side.files);
}

Test(transport_tls_handshake, stops_when_it_is_told_to)
{
    for (int is_server = 0; is_server < 2; is_server++) {
        struct tls_side side = {.below = NULL};
        int fds[2];

        suite_connect_sockets(fds);
        tls_side_start(&side, fds[0], is_server);
        cr_assert_eq(write(side.never[1], "", 1), 1);
        cr_expect_eq(tls_side_join(&side), TLS_STOPPED);
        tls_side_free(&side);
        close(fds[1]);
    }
}

Test(transport_tls_handshake, tells_of_a_cut)
{
    for (int i = 0; i < 4; i++) {
        struct tls_side side = {.below = NULL};
        struct tls_peer peer = {0};

        int fds[2];
        suite_connect_sockets(fds);
        peer.fd = fds[1];
        (void)!write(fds[1], "\x16", 1);
        if (i / 2 == 0)
            tls_peer_cut(&peer);
        else
            tls_peer_reset(&peer);
        tls_side_start(&side, fds[0], i % 2);
        cr_expect_eq(tls_side_join(&side), TLS_LOST);
        if (i / 2 == 0)
            cr_expect(begins_with(side.error.text, "the connection was cut off "
                                                   "while encryption was being "
                                                   "set up") ||
                          begins_with(side.error.text, "cannot "),
                      "%s", side.error.text);
        else
            cr_expect(begins_with(side.error.text, "cannot "), "%s",
                      side.error.text);
        tls_side_free(&side);
    }
}

/* ---- After the handshake, with a peer of any kind ------------------------ */

static struct transport *ours;
static struct tls_peer peer;

static void meet(bool listens)
{
    const struct tls_peer_setup setup = {.is_server = listens};
    struct tls_side side = {.below = NULL};
    int fds[2];

    suite_connect_sockets(fds);
    tls_side_start(&side, fds[0], !listens);
    peer = tls_peer_begin(fds[1], &setup);
    cr_assert_eq(tls_peer_shake_hands(&peer), 0);
    cr_assert_eq(tls_side_join(&side), TLS_DONE, "%s", side.error.text);
    ours = side.transport;
}

/* The peer has called us. */
static void meet_peer(void)
{
    meet(false);
}

/* The peer has been called. */
static void meet_listener(void)
{
    meet(true);
}

static void part(void)
{
    transport_free(ours);
    tls_peer_end(&peer);
}

/* Receive, waiting, until something has come or it is over. */
static enum transport_status hear(char *room, size_t size, size_t *received,
                                  struct error *error)
{
    struct pollfd fd = {.fd = transport_fd(ours), .events = POLLIN};
    enum transport_status status;

    for (;;) {
        *received = 0;
        status = transport_receive(ours, room, size, received, error);
        if (status == TRANSPORT_WAIT)
            cr_assert_eq(poll(&fd, 1, 20000), 1, "nothing comes");
        else if (status != TRANSPORT_OK || *received > 0)
            return status;
    }
}

static void expect_text(const char *text)
{
    char room[256];
    size_t received, total = 0;
    struct error error = {0};

    while (total < strlen(text)) {
        cr_assert_eq(hear(room + total, sizeof room - total, &received,
                          &error),
                     TRANSPORT_OK, "%s", error.text);
        total += received;
    }
    cr_assert(total == strlen(text) && memcmp(room, text, total) == 0,
              "\"%.*s\"", (int)total, room);
}

static void expect_broken(const char *words)
{
    char room[256];
    size_t received;

    for (int i = 0; i < 2; i++) { /* and it stays so, in the same words */
        struct error error = {0};

        cr_assert_eq(hear(room, sizeof room, &received, &error),
                     TRANSPORT_BROKEN);
        cr_assert(begins_with(error.text, words), "%s", error.text);
    }
}

#define CUT "the connection was cut off without a goodbye"
#define FAILED "the encrypted connection failed: "

Test(transport_tls_peer, that_cuts_without_a_goodbye_is_told_from_one_that_ends)
{
    meet_peer();
    tls_peer_cut(&peer);
    expect_broken(CUT);
    part();
    meet_peer();
    gnutls_bye(peer.session, GNUTLS_SHUT_WR);
    tls_peer_cut(&peer);
    {
        struct error error = {0};
        char room[16];
        size_t received;
        cr_expect_eq(hear(room, sizeof room, &received, &error),
                     TRANSPORT_END);
    }
    part();
}

/* The text and the cut are there at once; the sentence is the cut's. */
Test(transport_tls_peer, that_cuts_after_text_is_told_as_a_cut)
{
    meet_peer();
    tls_peer_say(&peer, "last words");
    tls_peer_cut(&peer);
    expect_text("last words");
    expect_broken(CUT);
    part();
}

Test(transport_tls_peer, that_refuses_our_key_says_so)
{
    meet_peer();
    gnutls_alert_send(peer.session, GNUTLS_AL_FATAL, GNUTLS_A_ACCESS_DENIED);
    expect_broken("the other side remembers another key ");
    part();
}

/* At any other time, or from a listener, the alert does not mean that. */
Test(transport_tls_peer, that_denies_access_later_says_nothing_of_a_key)
{
    meet_peer();
    tls_peer_say(&peer, "hello");
    expect_text("hello");
    gnutls_alert_send(peer.session, GNUTLS_AL_FATAL, GNUTLS_A_ACCESS_DENIED);
    expect_broken(FAILED);
    part();
    meet_listener();
    gnutls_alert_send(peer.session, GNUTLS_AL_FATAL, GNUTLS_A_ACCESS_DENIED);
    expect_broken(FAILED);
    part();
}

/* The other side learns that it was not understood (RFC 8446 section 6.2). */
Test(transport_tls_peer, that_sends_a_bad_record_is_sent_an_alert)
{
    static const struct {
        const char *bytes;
        size_t length;
        gnutls_alert_description_t alert;
    } cases[] = {
        {"\x17\x03\x03\x00\x20xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 37,
         GNUTLS_A_BAD_RECORD_MAC},
        {"\x17\x03\x03\xFF\xFF", 5, GNUTLS_A_RECORD_OVERFLOW},
        {"\x16\x03\x03\x00\x04\x01\x00\x00\x00", 9,
         GNUTLS_A_BAD_RECORD_MAC},
    };

    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        if (i % 2)
            meet_listener();
        else
            meet_peer();
        cr_assert(tls_peer_say_raw(&peer, cases[i / 2].bytes,
                                   cases[i / 2].length));
        expect_broken(FAILED);
        cr_expect_eq(tls_peer_expect_end(&peer),
                     GNUTLS_E_FATAL_ALERT_RECEIVED);
        cr_expect_eq(gnutls_alert_get(peer.session), cases[i / 2].alert, "%s",
                     gnutls_alert_get_name(gnutls_alert_get(peer.session)));
        part();
    }
}

/* Although it has said something that is not read any more. */
Test(transport_tls_peer, hears_that_its_key_is_refused)
{
    int stop[2];

    meet_peer();
    cr_assert_eq(pipe(stop), 0);
    tls_peer_say(&peer, "hello");
    close(stop[1]); /* readable: nobody waits for the peer here */
    transport_tls_refuse(ours, stop[0]);
    cr_expect_eq(tls_peer_expect_end(&peer), GNUTLS_E_FATAL_ALERT_RECEIVED);
    cr_expect_eq(gnutls_alert_get(peer.session), GNUTLS_A_ACCESS_DENIED);
    close(stop[0]);
    part();
}

Test(transport_tls_peer, hears_our_goodbye)
{
    meet_peer();
    cr_assert_eq(transport_finish(ours), TRANSPORT_OK);
    cr_expect_eq(tls_peer_expect_end(&peer), 0);
    tls_peer_say(&peer, "still here");
    expect_text("still here");
    part();
}

Test(transport_tls_peer, may_change_keys_in_the_middle)
{
    struct error error = {0};
    size_t sent;

    meet_peer();
    for (int i = 0; i < 6; i++) {
        cr_assert_eq(gnutls_session_key_update(peer.session,
                                               i % 2 ? GNUTLS_KU_PEER : 0),
                     0);
        tls_peer_say(&peer, "ping");
        expect_text("ping");
        cr_assert_eq(transport_send(ours, "pong", 4, &sent, &error),
                     TRANSPORT_OK);
        tls_peer_expect(&peer, "pong");
    }
    part();
}

/* A peer that asks for new keys without end is not obeyed without end. */
Test(transport_tls_peer, that_floods_with_key_updates_is_given_up)
{
    struct error error = {0};
    char room[16];
    size_t received;
    int count = 0;

    meet_peer();
    while (count < 5000 &&
           gnutls_session_key_update(peer.session, GNUTLS_KU_PEER) == 0) {
        if (transport_receive(ours, room, sizeof room, &received, &error) ==
            TRANSPORT_BROKEN)
            break;
        count++;
    }
    cr_expect(begins_with(error.text, FAILED), "%d: %s", count, error.text);
    part();
}

/* Records that are no records; the peer writes below its own session. */
Test(transport_tls_peer, that_sends_garbage_is_told)
{
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {
        {"\x17\x03\x03\xFF\xFF", 5}, /* oversized */
        {"\x17\x03\x03\x00\x00", 5}, /* empty, without even a tag */
        {"\x17\x03\x03\x00\x20xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 37},
        {"\x16\x03\x03\x00\x04\x01\x00\x00\x00", 9}, /* a hello in clear */
        {"\x15\x03\x03\x00\x02\x02\x28", 7},         /* an alert in clear */
        {"\x15\x03\x03\x00\x02\x01\x00", 7}, /* a goodbye in clear */
        {"plain text\n", 11},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        meet_peer();
        tls_peer_say(&peer, "before");
        expect_text("before");
        cr_assert(tls_peer_say_raw(&peer, cases[i].bytes, cases[i].length));
        shutdown(peer.fd, SHUT_WR);
        expect_broken("the ");
        part();
    }
}

Test(transport_tls_peer, that_sends_an_alert_is_told)
{
    meet_peer();
    tls_peer_say(&peer, "before");
    gnutls_alert_send(peer.session, GNUTLS_AL_FATAL,
                      GNUTLS_A_INTERNAL_ERROR);
    expect_text("before");
    expect_broken(FAILED);
    part();
}

/* Records without text, only a tag, one by one and in a heap. */
Test(transport_tls_peer, may_send_records_without_text)
{
    char room[16];
    size_t received;

    meet_peer();
    for (int i = 0; i < 4000; i++) {
        struct error error = {0};
        enum transport_status status = TRANSPORT_OK;

        cr_assert_eq(gnutls_record_send2(peer.session, "", 0, 1, 0), 0);
        if (i < 1000)
            status = transport_receive(ours, room, sizeof room, &received,
                                       &error);
        cr_assert(status == TRANSPORT_OK || status == TRANSPORT_WAIT, "%s",
                  error.text);
    }
    tls_peer_say(&peer, "text");
    expect_text("text");
    part();
}
