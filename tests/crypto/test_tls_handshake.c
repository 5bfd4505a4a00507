/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes whose bytes come in other pieces than usual, or end too soon. */
#include <config.h>

#include "crypto/tls_handshake.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "net/transport.h"
#include "support/harness.h"
#include "support/tls_peer.h"
#include "support/tls_side.h"
#include "support/transport_suite.h"

TestSuite(tls_handshake, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

#define HEADER 5 /* of a record: type, version, length */

/* ---- A peer whose bytes we meddle with ----------------------------------- */

static struct tls_peer peer;
static size_t split_at; /* cut the first record's message here; 0: do not */
static size_t left;     /* bytes that may still pass; then comes the end */

static ssize_t send_all(const char *bytes, size_t length)
{
    return tls_peer_say_raw(&peer, bytes, length) ? (ssize_t)length : -1;
}

/* The first record's message in two records, in one segment (RFC 8446
 * section 5.1). */
static ssize_t push_split(gnutls_transport_ptr_t context, const void *data,
                          size_t length)
{
    size_t body = ((size_t)((const unsigned char *)data)[3] << 8) +
                  ((const unsigned char *)data)[4];
    size_t cut = split_at < body ? split_at : body - 1;
    struct buffer both = {0};
    ssize_t result;

    (void)context;
    if (split_at == 0)
        return send_all(data, length);
    split_at = 0;
    buffer_append(&both, data, HEADER + cut);
    both.data[3] = (char)(cut >> 8);
    both.data[4] = (char)cut;
    buffer_append(&both, data, HEADER);
    both.data[HEADER + cut + 3] = (char)((body - cut) >> 8);
    both.data[HEADER + cut + 4] = (char)(body - cut);
    buffer_append(&both, (const char *)data + HEADER + cut,
                  length - HEADER - cut);
    result = send_all(both.data, both.length);
    buffer_release(&both);
    return result < 0 ? result : (ssize_t)length;
}

static ssize_t push_some(gnutls_transport_ptr_t context, const void *data,
                         size_t length)
{
    size_t some = length < left ? length : left;

    (void)context;
    (void)send_all(data, some);
    left -= some;
    if (left == 0) /* and nothing is heard any more either */
        shutdown(peer.fd, SHUT_RDWR);
    return (ssize_t)length;
}

static void meet(struct tls_side *side, bool peer_serves, gnutls_push_func push)
{
    const struct tls_peer_setup setup = {.is_server = peer_serves};
    int fds[2];

    suite_connect_sockets(fds);
    peer = tls_peer_begin(fds[1], &setup);
    gnutls_transport_set_push_function(peer.session, push);
    tls_side_start(side, fds[0], !peer_serves);
}

Test(tls_handshake, takes_a_message_in_two_records_of_one_segment)
{
    static const size_t cuts[] = {1, 3, 4, 5, 40, 90, 1000000};

    for (size_t i = 0; i < 2 * sizeof cuts / sizeof *cuts; i++) {
        struct tls_side side = {.setup.timeout_ms = 5000};

        split_at = cuts[i / 2];
        meet(&side, i % 2, push_split);
        cr_expect_eq(tls_peer_shake_hands(&peer), 0);
        cr_expect_eq(tls_side_join(&side), TLS_DONE, "%zu: %s", i,
                     side.error.text);
        tls_side_free(&side);
        tls_peer_end(&peer);
    }
}

/* A greeting that is there already is not taken for TLS. */
Test(tls_handshake, begins_without_taking_what_has_come)
{
    static const char greeting[] = "charla: hello [charla/1]\n";
    struct tls_side side = {.below = NULL};
    struct error error = {0};
    char room[64];
    int fds[2];

    suite_connect_sockets(fds);
    tls_side_prepare(&side, fds[0], false);
    side.transport = transport_tls_start(side.below, &side.setup, &error);
    cr_assert_not_null(side.transport, "%s", error.text);
    cr_assert_eq(write(fds[1], greeting, sizeof greeting),
                 (ssize_t)sizeof greeting);
    cr_expect_eq(transport_tls_say_hello(side.transport, &error), 0, "%s",
                 error.text);
    cr_expect_eq(recv(fds[1], room, 1, 0), 1);
    cr_expect_eq(room[0], 0x16, "a handshake record");
    cr_expect_eq(recv(fds[0], room, sizeof room, MSG_DONTWAIT),
                 (ssize_t)sizeof greeting);
    transport_free(side.transport);
    key_files_free(side.files);
    close(side.never[0]);
    close(side.never[1]);
    close(fds[1]);
}

/* Nor may it keep a listener busy that has others to see to. */
Test(tls_handshake, comes_to_an_end_whatever_floods_it)
{
    /* A message of 128 KiB, a byte a record. */
    static const char header[] = "\x16\x03\x01\x00\x04\x01\x01\xFF\xFF";
    static const char byte[] = "\x16\x03\x01\x00\x01x";

    for (int serves = 0; serves < 2; serves++) {
        struct tls_side side = {.below = NULL};
        int fds[2];

        suite_connect_sockets(fds);
        peer = (struct tls_peer){.fd = fds[1]};
        tls_side_start(&side, fds[0], serves);
        (void)tls_peer_say_raw(&peer, header, sizeof header - 1);
        for (int i = 0; i < 5000; i++)
            if (!tls_peer_say_raw(&peer, byte, sizeof byte - 1))
                break;
        cr_expect_eq(tls_side_join(&side), TLS_REFUSED, "%s",
                     side.error.text);
        tls_side_free(&side);
        tls_peer_cut(&peer);
    }
}

/* ---- A cut at every byte ------------------------------------------------- */

#define TEXTS "hello\n"

/* Receive to the end, which must be a cut; returns how much text came. */
static size_t receive_to_the_cut(struct transport *transport)
{
    struct pollfd fd = {.fd = transport_fd(transport), .events = POLLIN};
    enum transport_status status = TRANSPORT_OK;
    struct error error = {0};
    size_t total = 0;

    while (status == TRANSPORT_OK || status == TRANSPORT_WAIT) {
        char room[256];
        size_t received = 0;

        status = transport_receive(transport, room, sizeof room, &received,
                                   &error);
        total += received;
        if (status == TRANSPORT_WAIT)
            cr_assert_eq(poll(&fd, 1, 20000), 1, "nothing comes");
    }
    cr_expect_eq(status, TRANSPORT_BROKEN, "%zu left", left);
    cr_expect_str_eq(error.text,
                     "the connection was cut off without a goodbye");
    return total;
}

/* Let so many of the peer's bytes pass.  Returns true if that was enough for
 * the handshake and all of the text. */
static bool cut_after(size_t bytes, bool peer_serves)
{
    struct tls_side side = {.below = NULL};
    bool had_all = false;

    left = bytes;
    meet(&side, peer_serves, push_some);
    if (tls_peer_shake_hands(&peer) == 0)
        for (int i = 0; i < 2; i++)
            (void)gnutls_record_send(peer.session, TEXTS, strlen(TEXTS));
    had_all = left > 0;
    shutdown(peer.fd, SHUT_RDWR);
    if (tls_side_join(&side) == TLS_DONE) {
        size_t came = receive_to_the_cut(side.transport);

        cr_expect(came == 0 || came == strlen(TEXTS) ||
                  came == 2 * strlen(TEXTS));
    } else {
        cr_expect_eq(side.result, TLS_LOST, "after %zu bytes: %s", bytes,
                     side.error.text);
        cr_expect_str_eq(side.error.text,
                         "the connection was cut off while encryption was "
                         "being set up");
    }
    tls_side_free(&side);
    tls_peer_end(&peer);
    return had_all;
}

Test(tls_handshake, tells_a_cut_after_any_byte_from_a_stranger)
{
    for (int peer_serves = 0; peer_serves < 2; peer_serves++) {
        size_t bytes = 1;

        while (!cut_after(bytes, peer_serves))
            bytes++;
        cr_expect_gt(bytes, 300u);
    }
}

static int cannot_sign(void *context, const void *text, size_t length,
                       unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                       struct error *error)
{
    (void)context;
    (void)text;
    (void)length;
    (void)signature;
    error_set(error, "the key is gone");
    return -1;
}

Test(tls_handshake, ends_for_both_when_a_side_cannot_sign)
{
    for (int serves = 0; serves <= 1; serves++) {
        struct tls_side able = {0}, unable = {0};
        int fds[2];

        cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds),
                     0);
        tls_side_prepare(&able, fds[0], !serves);
        tls_side_prepare(&unable, fds[1], serves);
        unable.keys.sign = cannot_sign;
        tls_side_run(&able);
        tls_side_run(&unable);
        cr_expect_neq(tls_side_join(&unable), TLS_DONE);
        cr_expect_str_neq(unable.error.text, "");
        tls_side_free(&unable);
        cr_expect_neq(tls_side_join(&able), TLS_DONE);
        cr_expect_str_neq(able.error.text, "");
        tls_side_free(&able);
    }
}
