/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport_tls: makes a transport that encrypts with TLS 1.3 (RFC 8446), with
 * raw Ed25519 public keys on both sides (RFC 7250) and ALPN "charla/1" (RFC
 * 7301). */
#ifndef CHARLA_TRANSPORT_TLS_H
#define CHARLA_TRANSPORT_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include <gnutls/gnutls.h>

#include "crypto/key_agent.h"

struct error;
struct transport;

struct tls_setup {
    const struct key_agent *keys; /* borrowed until the handshake is done */
    const struct key_agent_spki *own_key; /* the same */
    bool is_server;
    const void *early;   /* bytes received already; copied */
    size_t early_length;
    int timeout_ms;     /* for the whole handshake */
    int stop_fd;         /* readable: stop waiting */
};

enum tls_result {
    TLS_DONE,
    TLS_PENDING, /* of transport_tls_step only: not over yet */
    TLS_REFUSED, /* not what charla/1 asks for: garbage, another ALPN... */
    TLS_BUSY,    /* the other side is talking with somebody else */
    TLS_LOST,    /* the connection broke, or the other side stalled */
    TLS_STOPPED, /* stop_fd turned readable */
};

/* Shake hands over `below`.  On TLS_DONE `*transport` is the encrypted
 * transport, which owns `below` and which the caller frees, and `*spki` is
 * the other side's key, borrowed from it.  Otherwise `below` is still the
 * caller's, and `error` is set but on TLS_STOPPED. */
enum tls_result transport_tls_new(struct transport *below,
                                  const struct tls_setup *setup,
                                  struct transport **transport,
                                  gnutls_datum_t *spki, struct error *error);

/* The same for a caller that must not wait.  Returns a transport in the middle
 * of its handshake, which owns `below`: until it is over, only
 * transport_tls_say_hello, transport_tls_step, the functions that refuse, and
 * transport_free may be called with it.  Or returns NULL with `error` set; then
 * `below` is still the caller's.  `setup` needs no timeout and no stop_fd. */
struct transport *transport_tls_start(struct transport *below,
                                      const struct tls_setup *setup,
                                      struct error *error);

/* As a client, begin the handshake without receiving anything: what comes first
 * may not be TLS.  Returns 0, or -1 with `error` set. */
int transport_tls_say_hello(struct transport *transport, struct error *error);

/* Go on with the handshake as far as possible without waiting.  While the
 * result is TLS_PENDING, call it again when the connection is readable or
 * writable.  On TLS_DONE the transport is one like any other, and `*spki` is
 * the other side's key. */
enum tls_result transport_tls_step(struct transport *transport,
                                   gnutls_datum_t *spki,
                                   struct error *error);

/* Derive `length` bytes that only the two ends of this connection have, for
 * the purpose that `label` names (RFC 8446 section 7.5).  Returns 0, or -1. */
int transport_tls_export(struct transport *transport, const char *label,
                         void *bytes, size_t length);

/* Has the other side ended the connection with a fatal alert?  For the
 * receiving thread only. */
bool transport_tls_is_alerted(struct transport *transport);

/* Has it done so because it talks with somebody else?  Likewise. */
bool transport_tls_is_busy(struct transport *transport);

/* Tell the other side, without waiting, that this side is talking with
 * somebody else, does not accept the other's key, or could not judge it. */
void transport_tls_alert_busy(struct transport *transport);
void transport_tls_alert_key(struct transport *transport);
void transport_tls_alert_failure(struct transport *transport);

/* Tell the other side that its key is not accepted, and wait until that has
 * arrived: for a second at most, or until `stop_fd` is readable.  Afterwards
 * the transport may only be freed. */
void transport_tls_refuse(struct transport *transport, int stop_fd);

/* The same, but tell it that its key could not be judged because something
 * failed on this side. */
void transport_tls_give_up(struct transport *transport, int stop_fd);

#endif
