/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tls_handshake: runs the TLS handshake (RFC 8446 section 4), step by step or
 * as a whole, and says why it failed. */
#ifndef CHARLA_TLS_HANDSHAKE_H
#define CHARLA_TLS_HANDSHAKE_H

#include <stdint.h>

#include <gnutls/gnutls.h>

struct error;
struct tls_link;
struct tls_session;

/* The alert by which a listener says that it is talking with somebody else
 * (user_canceled of RFC 8446 section 6.1, but sent as fatal). */
#define TLS_HANDSHAKE_BUSY_ALERT GNUTLS_A_USER_CANCELED

enum tls_handshake {
    TLS_HANDSHAKE_DONE,
    TLS_HANDSHAKE_AGAIN,   /* more may have come: take another step */
    TLS_HANDSHAKE_READ,    /* wait until the connection is readable */
    TLS_HANDSHAKE_WRITE,   /* or writable */
    TLS_HANDSHAKE_REFUSED, /* not what charla/1 asks for */
    TLS_HANDSHAKE_BUSY,    /* the other side is talking with somebody else */
    TLS_HANDSHAKE_LOST,    /* the connection broke, or stalled */
    TLS_HANDSHAKE_STOPPED, /* of tls_handshake_run only */
};

/* Go on as far as possible without waiting.  `error` is set with _REFUSED and
 * _LOST; if the connection still works, the other side has then been sent an
 * alert. */
enum tls_handshake tls_handshake_step(struct tls_session *session,
                                      struct tls_link *link,
                                      struct error *error);

/* Take steps until it is over, until `deadline` (in ms, on the monotonic
 * clock) has passed, which is _LOST, or until `stop_fd` is readable. */
enum tls_handshake tls_handshake_run(struct tls_session *session,
                                     struct tls_link *link, int64_t deadline,
                                     int stop_fd, struct error *error);

#endif
