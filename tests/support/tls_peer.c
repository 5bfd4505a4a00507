/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/tls_peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "wire/frame.h"

#define PATIENCE_S 60

/* ---- Keys ---------------------------------------------------------------- */

static gnutls_x509_privkey_t make_key(void)
{
    gnutls_x509_privkey_t key;

    gnutls_x509_privkey_init(&key);
    cr_assert_eq(gnutls_x509_privkey_generate(key, GNUTLS_PK_EDDSA_ED25519, 0,
                                              0),
                 0);
    return key;
}

static void add_raw_key(gnutls_certificate_credentials_t credentials)
{
    gnutls_x509_privkey_t key = make_key();
    gnutls_privkey_t abstract;
    gnutls_pubkey_t public_key;
    gnutls_datum_t private_half, public_half;

    gnutls_privkey_init(&abstract);
    gnutls_pubkey_init(&public_key);
    gnutls_privkey_import_x509(abstract, key, 0);
    gnutls_pubkey_import_privkey(public_key, abstract, 0, 0);
    gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_DER, NULL,
                                      GNUTLS_PKCS_PLAIN, &private_half);
    gnutls_pubkey_export2(public_key, GNUTLS_X509_FMT_DER, &public_half);
    cr_assert_eq(gnutls_certificate_set_rawpk_key_mem(
                     credentials, &public_half, &private_half,
                     GNUTLS_X509_FMT_DER, NULL, 0, NULL, 0,
                     GNUTLS_PKCS_PLAIN),
                 0);
    gnutls_free(private_half.data);
    gnutls_free(public_half.data);
    gnutls_pubkey_deinit(public_key);
    gnutls_privkey_deinit(abstract);
    gnutls_x509_privkey_deinit(key);
}

static void add_certificate(gnutls_certificate_credentials_t credentials)
{
    gnutls_x509_privkey_t key = make_key();
    gnutls_x509_crt_t certificate;

    gnutls_x509_crt_init(&certificate);
    gnutls_x509_crt_set_version(certificate, 3);
    gnutls_x509_crt_set_serial(certificate, "\x01", 1);
    gnutls_x509_crt_set_activation_time(certificate, time(NULL) - 60);
    gnutls_x509_crt_set_expiration_time(certificate, time(NULL) + 3600);
    gnutls_x509_crt_set_dn(certificate, "CN=localhost", NULL);
    gnutls_x509_crt_set_key(certificate, key);
    cr_assert_eq(gnutls_x509_crt_sign2(certificate, certificate, key,
                                       GNUTLS_DIG_SHA512, 0),
                 0);
    cr_assert_eq(gnutls_certificate_set_x509_key(credentials, &certificate, 1,
                                                 key),
                 0);
    gnutls_x509_crt_deinit(certificate);
    gnutls_x509_privkey_deinit(key);
}

/* ---- A session ----------------------------------------------------------- */

static void set_priority(struct tls_peer *peer,
                         const struct tls_peer_setup *setup)
{
    char priority[256];

    snprintf(priority, sizeof priority, "NORMAL:-VERS-ALL:%s%s",
             setup->versions ? setup->versions : "+VERS-TLS1.3",
             setup->key == TLS_PEER_CERTIFICATE
                 ? ""
                 : ":-CTYPE-ALL:+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK");
    cr_assert_eq(gnutls_priority_set_direct(peer->session, priority, NULL), 0);
}

static void set_alpn(struct tls_peer *peer, const char *name)
{
    gnutls_datum_t protocol;
    char copy[64];

    if (name && !*name)
        return;
    snprintf(copy, sizeof copy, "%s", name ? name : "charla/1");
    protocol = (gnutls_datum_t){(unsigned char *)copy,
                                (unsigned)strlen(copy)};
    cr_assert_eq(gnutls_alpn_set_protocols(peer->session, &protocol, 1, 0), 0);
}

struct tls_peer tls_peer_begin(int fd, const struct tls_peer_setup *setup)
{
    struct tls_peer peer = {.fd = fd};
    const struct timeval patience = {.tv_sec = PATIENCE_S};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    gnutls_certificate_allocate_credentials(&peer.credentials);
    if (setup->key == TLS_PEER_RAW_KEY)
        add_raw_key(peer.credentials);
    else if (setup->key == TLS_PEER_CERTIFICATE)
        add_certificate(peer.credentials);
    gnutls_init(&peer.session,
                GNUTLS_NO_SIGNAL | GNUTLS_ENABLE_RAWPK | GNUTLS_NO_TICKETS |
                    (setup->is_server ? GNUTLS_SERVER : GNUTLS_CLIENT));
    set_priority(&peer, setup);
    set_alpn(&peer, setup->alpn);
    gnutls_credentials_set(peer.session, GNUTLS_CRD_CERTIFICATE,
                           peer.credentials);
    if (setup->is_server)
        gnutls_certificate_server_set_request(peer.session,
                                              GNUTLS_CERT_REQUEST);
    gnutls_handshake_set_timeout(peer.session, PATIENCE_S * 1000);
    gnutls_transport_set_int(peer.session, fd);
    return peer;
}

int tls_peer_shake_hands(struct tls_peer *peer)
{
    int result;

    do
        result = gnutls_handshake(peer->session);
    while (result < 0 && !gnutls_error_is_fatal(result));
    if (result < 0)
        (void)gnutls_alert_send_appropriate(peer->session, result);
    return result;
}

void tls_peer_end(struct tls_peer *peer)
{
    gnutls_deinit(peer->session);
    gnutls_certificate_free_credentials(peer->credentials);
    tls_peer_cut(peer);
}

void tls_peer_say(struct tls_peer *peer, const char *text)
{
    size_t length = strlen(text);

    cr_assert_eq(gnutls_record_send(peer->session, text, length),
                 (ssize_t)length);
}

static void send_frame(struct tls_peer *peer, struct buffer *frame)
{
    cr_assert_eq(gnutls_record_send(peer->session, frame->data,
                                    frame->length),
                 (ssize_t)frame->length);
    buffer_release(frame);
}

void tls_peer_hello(struct tls_peer *peer, const char *name)
{
    struct buffer frame = {0};

    frame_append_hello(&frame, 0, name);
    send_frame(peer, &frame);
}

void tls_peer_text(struct tls_peer *peer, const char *text)
{
    struct buffer frame = {0};
    char header[FRAME_HEADER_SIZE];

    frame_write_header(header, FRAME_TEXT, strlen(text));
    buffer_append(&frame, header, sizeof header);
    buffer_append_string(&frame, text);
    send_frame(peer, &frame);
}

void tls_peer_goodbye(struct tls_peer *peer)
{
    struct buffer frame = {0};

    frame_append_bare(&frame, FRAME_END);
    send_frame(peer, &frame);
}

void tls_peer_ack(struct tls_peer *peer, uint64_t position)
{
    struct buffer frame = {0};

    frame_append_ack(&frame, position);
    send_frame(peer, &frame);
}

bool tls_peer_say_raw(struct tls_peer *peer, const void *data, size_t length)
{
    const char *at = data;

    while (length > 0) {
        ssize_t sent = send(peer->fd, at, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

void tls_peer_expect(struct tls_peer *peer, const char *text)
{
    struct buffer got = {0};
    size_t length = strlen(text);

    while (got.length < length ||
           memcmp(got.data + got.length - length, text, length) != 0) {
        char room[4096];
        ssize_t more = gnutls_record_recv(peer->session, room, sizeof room);

        if (more > 0)
            buffer_append(&got, room, (size_t)more);
        else /* GNUTLS_E_AGAIN also follows a record of GnuTLS's own */
            cr_assert(more < 0 && !gnutls_error_is_fatal((int)more),
                      "\"%.*s\" and %s instead of \"%s\"", (int)got.length,
                      got.data, gnutls_strerror((int)more), text);
    }
    buffer_release(&got);
}

int tls_peer_expect_end(struct tls_peer *peer)
{
    char room[4096];
    ssize_t more;

    do
        more = gnutls_record_recv(peer->session, room, sizeof room);
    while (more > 0 || (more < 0 && !gnutls_error_is_fatal((int)more)));
    return (int)more;
}

void tls_peer_cut(struct tls_peer *peer)
{
    if (peer->fd >= 0)
        close(peer->fd);
    peer->fd = -1;
}

void tls_peer_reset(struct tls_peer *peer)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};

    setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    tls_peer_cut(peer);
}

/* ---- Sockets ------------------------------------------------------------- */

static int prepare(int fd)
{
    const int on = 1;

    cr_assert_geq(fd, 0, "no connection");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

int tls_peer_call(unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((in_port_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = prepare(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    char byte;

    cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    do
        cr_assert_eq(read(fd, &byte, 1), 1, "no greeting");
    while (byte != '\n');
    return fd;
}

int tls_peer_accept(int listener, const char *greeting)
{
    struct pollfd fds = {.fd = listener, .events = POLLIN};
    int fd = -1;

    if (poll(&fds, 1, PATIENCE_S * 1000) > 0)
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    close(listener);
    prepare(fd);
    if (greeting)
        cr_assert_eq(write(fd, greeting, strlen(greeting)),
                     (ssize_t)strlen(greeting));
    return fd;
}
