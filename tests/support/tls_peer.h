/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tls_peer: lets the test be the other side of an encrypted conversation, with
 * GnuTLS itself, well or badly behaved.  Its calls wait, but not for ever. */
#ifndef CHARLA_TLS_PEER_H
#define CHARLA_TLS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <gnutls/gnutls.h>

enum tls_peer_key {
    TLS_PEER_RAW_KEY,
    TLS_PEER_CERTIFICATE, /* of X.509, signed by itself */
    TLS_PEER_NO_KEY,
};

/* {0} is what charla/1 asks for, as a client. */
struct tls_peer_setup {
    bool is_server;
    enum tls_peer_key key;
    const char *versions; /* of a priority string; NULL: TLS 1.3 */
    const char *alpn;     /* NULL: charla/1; "": none */
};

struct tls_peer {
    int fd; /* taken; -1: closed */
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
};

/* Set it up on a connected socket; end it with tls_peer_end. */
struct tls_peer tls_peer_begin(int fd, const struct tls_peer_setup *setup);
/* Shake hands.  Returns 0 or GnuTLS's error. */
int tls_peer_shake_hands(struct tls_peer *peer);
void tls_peer_end(struct tls_peer *peer);

/* Send all of it, encrypted. */
void tls_peer_say(struct tls_peer *peer, const char *text);
/* The same in the frames of charla/1 (doc/protocol.md): HELLO with this name,
 * text, the end, an acknowledgement. */
void tls_peer_hello(struct tls_peer *peer, const char *name);
void tls_peer_text(struct tls_peer *peer, const char *text);
void tls_peer_goodbye(struct tls_peer *peer);
void tls_peer_ack(struct tls_peer *peer, uint64_t position);
/* Send all of it without encrypting.  Returns false if nobody reads it. */
bool tls_peer_say_raw(struct tls_peer *peer, const void *data, size_t length);
/* Receive text until it ends in this. */
void tls_peer_expect(struct tls_peer *peer, const char *text);
/* Receive until the end.  Returns 0 if that was in order, or GnuTLS's error. */
int tls_peer_expect_end(struct tls_peer *peer);
/* Close the socket without close_notify; or with a reset. */
void tls_peer_cut(struct tls_peer *peer);
void tls_peer_reset(struct tls_peer *peer);

/* ---- Sockets for it ------------------------------------------------------ */

/* Call a listening charla and read its greeting. */
int tls_peer_call(unsigned port);
/* Accept a call, close the listener, and greet, if `greeting` is not NULL. */
int tls_peer_accept(int listener, const char *greeting);

#endif
