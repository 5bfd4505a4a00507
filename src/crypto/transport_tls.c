/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/transport_tls_private.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "crypto/tls_handshake.h"
#include "crypto/tls_library.h"

/* Records are gathered up to this size, in bytes, before one system call sends
 * them. */
#define GATHER_MAX ((size_t)256 * 1024)

/* The longest record with its header (RFC 8446 section 5.2). */
#define RECORD_MAX (5 + 16384 + 256)

/* ---- Records ------------------------------------------------------------- */

static bool is_fatal(int number)
{
    return number < 0 && gnutls.error_is_fatal(number);
}

/* Encrypt up to GATHER_MAX bytes into link.out. */
static int gather_locked(struct tls *tls, const char *data, size_t length)
{
    if (length > GATHER_MAX)
        length = GATHER_MAX;
    while (tls->unreported < length) {
        ssize_t result =
            gnutls.record_send(tls->session.handle, data + tls->unreported,
                               length - tls->unreported);

        if (is_fatal((int)result))
            return (int)result;
        if (result > 0)
            tls->unreported += (size_t)result;
    }
    return 0;
}

static enum transport_status tls_send(struct transport *transport,
                                      const void *data, size_t length,
                                      size_t *sent, struct error *error)
{
    struct tls *tls = as_tls(transport);
    enum transport_status status = TRANSPORT_BROKEN;
    int number = 0;

    pthread_mutex_lock(&tls->lock);
    /* Otherwise the last call had to wait: it has encrypted this text. */
    if (tls->unreported == 0)
        number = gather_locked(tls, data, length);
    if (number < 0 && tls->ended == TRANSPORT_BROKEN)
        *error = tls->error; /* receiving has seen why */
    else if (number < 0)
        error_set(error, _("cannot encrypt: %s"), gnutls.strerror(number));
    else
        status = tls_link_flush(&tls->link, error);
    if (status == TRANSPORT_OK) {
        *sent = tls->unreported;
        tls->unreported = 0;
    }
    pthread_mutex_unlock(&tls->lock);
    return status;
}

/* Does this alert say that the caller remembers another key for us?  It does
 * only from a caller, before any text (doc/protocol.md, "charla/1"). */
static bool is_key_refusal(const struct tls *tls, int number)
{
    return number == GNUTLS_E_FATAL_ALERT_RECEIVED && tls->is_server &&
           !tls->has_text &&
           gnutls.alert_get(tls->session.handle) == KEY_REFUSED;
}

/* Does this alert say that the listener talks with somebody else?  Likewise
 * only before any text. */
static bool is_busy_alert(const struct tls *tls, int number)
{
    return number == GNUTLS_E_FATAL_ALERT_RECEIVED && !tls->is_server &&
           !tls->has_text &&
           gnutls.alert_get(tls->session.handle) == TLS_HANDSHAKE_BUSY_ALERT;
}

/* The other side sent something that is no valid record: say so before the
 * close (RFC 8446 section 6.2). */
void tls_send_alert_locked(struct tls *tls, int number)
{
    struct error ignored = {0};

    (void)gnutls.alert_send_appropriate(tls->session.handle, number);
    (void)tls_link_flush(&tls->link, &ignored);
}

/* Decide what the end of the encrypted stream means.  A stream that ends
 * without close_notify, at whatever point, may have been cut by an attacker
 * (RFC 8446 section 6.1). */
static enum transport_status judge_end_locked(struct tls *tls, int number)
{
    if (number == 0)
        return TRANSPORT_END;
    tls->is_alerted = number == GNUTLS_E_FATAL_ALERT_RECEIVED;
    if (tls->link.status == TRANSPORT_BROKEN) {
        tls->error = tls->link.error;
    } else if (tls_link_has_ended(&tls->link)) {
        error_set(&tls->error,
                  _("the connection was cut off without a goodbye"));
    } else if (is_key_refusal(tls, number)) {
        error_set(&tls->error, _("the other side remembers another key for "
                                 "this address and refuses to talk"));
    } else if (is_busy_alert(tls, number)) {
        tls->is_busy = true;
        error_set(&tls->error, _("the other side is busy, talking with "
                                 "somebody else"));
    } else {
        error_set(&tls->error, _("the encrypted connection failed: %s"),
                  gnutls.strerror(number));
        if (number != GNUTLS_E_FATAL_ALERT_RECEIVED)
            tls_send_alert_locked(tls, number);
    }
    return TRANSPORT_BROKEN;
}

/* Receive one record.  Returns false when nothing more has come. */
static bool receive_record(struct tls *tls, char *room, size_t size,
                           size_t *received)
{
    ssize_t result;
    bool more;

    pthread_mutex_lock(&tls->lock);
    result = gnutls.record_recv(tls->session.handle, room, size);
    /* GnuTLS also says "again" after a record that holds no text. */
    more = result > 0 || tls_link_has_input(&tls->link);
    if (result > 0) {
        tls->has_text = true;
        *received += (size_t)result;
    } else if (result == 0 || is_fatal((int)result)) {
        tls->ended = judge_end_locked(tls, (int)result);
    }
    pthread_mutex_unlock(&tls->lock);
    return more;
}

static enum transport_status tls_receive(struct transport *transport,
                                         void *room, size_t size,
                                         size_t *received, struct error *error)
{
    struct tls *tls = as_tls(transport);
    size_t total = 0, before;
    bool more = true;

    /* Do not read again after the end: GnuTLS would not repeat the reason. */
    while (tls->ended == TRANSPORT_OK && more && total < size) {
        before = total;
        more = receive_record(tls, (char *)room + total, size - total,
                              &total);
        if (total == before)
            break;
    }
    if (total > 0 || (more && tls->ended == TRANSPORT_OK)) {
        *received = total; /* perhaps 0: lets the caller check its flags */
        return TRANSPORT_OK;
    }
    if (tls->ended == TRANSPORT_OK)
        return TRANSPORT_WAIT;
    if (tls->ended == TRANSPORT_BROKEN)
        *error = tls->error;
    return tls->ended;
}

static enum transport_status tls_finish(struct transport *transport)
{
    struct tls *tls = as_tls(transport);
    struct error ignored = {0};
    enum transport_status status;

    pthread_mutex_lock(&tls->lock);
    if (!tls->goodbye_made)
        (void)gnutls.bye(tls->session.handle, GNUTLS_SHUT_WR);
    tls->goodbye_made = true;
    status = tls_link_flush(&tls->link, &ignored);
    pthread_mutex_unlock(&tls->lock);
    return status == TRANSPORT_WAIT ? status
                                    : transport_finish(tls->link.below);
}

/* Look at the connection below.  Records are longer than the text in them; the
 * positions are in bytes of records, and text counts as sent when all of its
 * records are. */
static void tls_look(struct transport *transport, struct transport_link *link)
{
    struct tls *tls = as_tls(transport);

    pthread_mutex_lock(&tls->lock);
    transport_look(tls->link.below, link);
    link->piece = RECORD_MAX;
    /* Records may have been sent in part. */
    if (tls->link.out_sent > 0)
        link->begun = tls->unreported;
    pthread_mutex_unlock(&tls->lock);
}

static void tls_abort(struct transport *transport)
{
    transport_abort(as_tls(transport)->link.below);
}

void tls_release(struct tls *tls)
{
    tls_session_end(&tls->session);
    pthread_mutex_destroy(&tls->lock);
    tls_link_release(&tls->link);
    free(tls);
}

static void tls_free(struct transport *transport)
{
    struct transport *below = as_tls(transport)->link.below;

    tls_release(as_tls(transport));
    transport_free(below);
}

const struct transport_ops tls_ops = {
    .receive = tls_receive,
    .send = tls_send,
    .finish = tls_finish,
    .look = tls_look,
    .abort = tls_abort,
    .free = tls_free,
};
