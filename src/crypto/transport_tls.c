/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/transport_tls.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "crypto/tls_handshake.h"
#include "crypto/tls_library.h"
#include "crypto/tls_link.h"
#include "crypto/tls_session.h"
#include "net/lingering_close.h"
#include "net/transport.h"

/* How a side says that it does not accept the other's key, or could not judge
 * it (RFC 8446 section 6.2), and how long it waits for that to arrive. */
#define KEY_REFUSED GNUTLS_A_ACCESS_DENIED
#define KEY_NOT_JUDGED GNUTLS_A_INTERNAL_ERROR
#define BUSY GNUTLS_A_USER_CANCELED
#define REFUSAL_MS 1000

/* Records are gathered up to this size before a system call moves them. */
#define GATHER_MAX ((size_t)256 * 1024)

/* The longest record with its header (RFC 8446 section 5.2). */
#define RECORD_MAX (5 + 16384 + 256)

struct tls {
    struct transport base;
    pthread_mutex_t lock; /* guards all below: GnuTLS lets one thread send
                             and one receive, but a key update that is asked
                             for while receiving is written while sending */
    struct tls_session session;
    struct tls_link link;
    bool is_server;
    bool has_text;         /* some of the other side's text has come */
    size_t unreported;     /* bytes of text in link.out, not said to be sent
                              yet */
    bool goodbye_made;     /* close_notify is in link.out, or sent */
    enum transport_status ended; /* TRANSPORT_OK while receiving goes on */
    struct error error;          /* of `ended` */
};

static struct tls *as_tls(struct transport *transport)
{
    return (struct tls *)transport; /* base is its first member */
}

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
    /* What was gathered by a call that had to wait is the same text. */
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

/* A caller that remembers another key for us says so before anything else;
 * at any other time, or from a listener, the alert means no such thing
 * (doc/protocol.md, "charla/1"). */
static bool is_key_refusal(const struct tls *tls, int number)
{
    return number == GNUTLS_E_FATAL_ALERT_RECEIVED && tls->is_server &&
           !tls->has_text &&
           gnutls.alert_get(tls->session.handle) == KEY_REFUSED;
}

/* What came is no record of the other side's: say so before the close (RFC
 * 8446 section 6.2).  What cannot go out at once does not. */
static void send_alert_locked(struct tls *tls, int number)
{
    struct error ignored = {0};

    (void)gnutls.alert_send_appropriate(tls->session.handle, number);
    (void)tls_link_flush(&tls->link, &ignored);
}

/* What an end of the encrypted stream means.  A cut without close_notify may
 * be an attacker's work (RFC 8446 section 6.1), wherever it falls. */
static enum transport_status judge_end_locked(struct tls *tls, int number)
{
    if (number == 0)
        return TRANSPORT_END;
    if (tls->link.status == TRANSPORT_BROKEN) {
        tls->error = tls->link.error;
    } else if (tls_link_has_ended(&tls->link)) {
        error_set(&tls->error,
                  _("the connection was cut off without a goodbye"));
    } else if (is_key_refusal(tls, number)) {
        error_set(&tls->error, _("the other side remembers another key for "
                                 "this address and refuses to talk"));
    } else if (number == GNUTLS_E_FATAL_ALERT_RECEIVED && !tls->is_server &&
               !tls->has_text &&
               gnutls.alert_get(tls->session.handle) == BUSY) {
        error_set(&tls->error, _("the other side is busy, talking with "
                                 "somebody else"));
    } else {
        error_set(&tls->error, _("the encrypted connection failed: %s"),
                  gnutls.strerror(number));
        if (number != GNUTLS_E_FATAL_ALERT_RECEIVED)
            send_alert_locked(tls, number);
    }
    return TRANSPORT_BROKEN;
}

/* Receive one record.  Returns false when all that has come is taken. */
static bool receive_record(struct tls *tls, char *room, size_t size,
                           size_t *received)
{
    ssize_t result;
    bool more;

    pthread_mutex_lock(&tls->lock);
    result = gnutls.record_recv(tls->session.handle, room, size);
    /* GnuTLS also says "again" after a record of its own business. */
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

    /* What has ended is not asked again: GnuTLS would know less than we. */
    while (tls->ended == TRANSPORT_OK && more && total < size) {
        before = total;
        more = receive_record(tls, (char *)room + total, size - total,
                              &total);
        if (total == before)
            break;
    }
    if (total > 0 || (more && tls->ended == TRANSPORT_OK)) {
        *received = total; /* perhaps 0: let the caller look at the flag */
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

/* Records are longer than the text in them; the positions are those of the
 * connection below, and text is sent when its records are. */
static void tls_look(struct transport *transport, struct transport_link *link)
{
    struct tls *tls = as_tls(transport);

    pthread_mutex_lock(&tls->lock);
    transport_look(tls->link.below, link);
    link->piece = RECORD_MAX;
    /* Records, once made, go out in pieces that end anywhere. */
    if (tls->link.out_sent > 0)
        link->begun = tls->unreported;
    pthread_mutex_unlock(&tls->lock);
}

static void tls_abort(struct transport *transport)
{
    transport_abort(as_tls(transport)->link.below);
}

/* Everything but the transport below. */
static void release(struct tls *tls)
{
    tls_session_end(&tls->session);
    pthread_mutex_destroy(&tls->lock);
    tls_link_release(&tls->link);
    free(tls);
}

static void tls_free(struct transport *transport)
{
    struct transport *below = as_tls(transport)->link.below;

    release(as_tls(transport));
    transport_free(below);
}

static const struct transport_ops tls_ops = {
    .receive = tls_receive,
    .send = tls_send,
    .finish = tls_finish,
    .look = tls_look,
    .abort = tls_abort,
    .free = tls_free,
};

/* ---- The handshake ------------------------------------------------------- */

static enum tls_result translate(enum tls_handshake result)
{
    switch (result) {
    case TLS_HANDSHAKE_DONE:
        return TLS_DONE;
    case TLS_HANDSHAKE_AGAIN:
    case TLS_HANDSHAKE_READ:
    case TLS_HANDSHAKE_WRITE:
        return TLS_PENDING;
    case TLS_HANDSHAKE_LOST:
        return TLS_LOST;
    case TLS_HANDSHAKE_STOPPED:
        return TLS_STOPPED;
    case TLS_HANDSHAKE_REFUSED:
        break;
    }
    return TLS_REFUSED;
}

/* The handshake is through: with a charla? */
static enum tls_result check_protocol(struct tls *tls, gnutls_datum_t *spki,
                                      struct error *error)
{
    if (tls_session_is_charla(&tls->session, spki))
        return TLS_DONE;
    error_set(error, _("the other side does not speak charla/1"));
    send_alert_locked(tls, GNUTLS_E_NO_APPLICATION_PROTOCOL);
    return TLS_REFUSED;
}

struct transport *transport_tls_start(struct transport *below,
                                      const struct tls_setup *setup,
                                      struct error *error)
{
    struct tls *tls = memory_zeroed(sizeof *tls);
    int number;

    tls->base = (struct transport){.ops = &tls_ops,
                                   .fd = transport_fd(below)};
    tls->ended = TRANSPORT_OK;
    tls->is_server = setup->is_server;
    pthread_mutex_init(&tls->lock, NULL);
    number = tls_session_begin(&tls->session, setup->keys, setup->own_key,
                               setup->is_server);
    if (number < 0) {
        error_set(error, _("cannot set up encryption: %s"),
                  gnutls.strerror(number));
        release(tls);
        return NULL;
    }
    tls_link_begin(&tls->link, below, tls->session.handle, setup->early,
                   setup->early_length);
    return &tls->base;
}

enum tls_result transport_tls_step(struct transport *transport,
                                   gnutls_datum_t *spki, struct error *error)
{
    struct tls *tls = as_tls(transport);
    enum tls_handshake step;
    enum tls_result result;

    do
        step = tls_handshake_step(&tls->session, &tls->link, error);
    while (step == TLS_HANDSHAKE_AGAIN);
    result = translate(step);
    return result == TLS_DONE ? check_protocol(tls, spki, error) : result;
}

enum tls_result transport_tls_new(struct transport *below,
                                  const struct tls_setup *setup,
                                  struct transport **transport,
                                  gnutls_datum_t *spki, struct error *error)
{
    int64_t deadline = clock_monotonic_ms() + setup->timeout_ms;
    struct transport *made = transport_tls_start(below, setup, error);
    enum tls_result result;
    struct tls *tls;

    if (!made)
        return TLS_REFUSED;
    tls = as_tls(made);
    result = translate(tls_handshake_run(&tls->session, &tls->link, deadline,
                                         setup->stop_fd, error));
    if (result == TLS_DONE)
        result = check_protocol(tls, spki, error);
    if (result == TLS_DONE)
        *transport = made;
    else
        release(tls);
    return result;
}

/* Send an alert, and nothing after it. */
static void alert(struct tls *tls, gnutls_alert_description_t why)
{
    struct error ignored = {0};

    (void)gnutls.alert_send(tls->session.handle, GNUTLS_AL_FATAL, why);
    (void)tls_link_flush(&tls->link, &ignored);
    (void)transport_finish(tls->link.below);
}

void transport_tls_alert_busy(struct transport *transport)
{
    alert(as_tls(transport), BUSY);
}

void transport_tls_alert_failure(struct transport *transport)
{
    alert(as_tls(transport), KEY_NOT_JUDGED);
}

/* Send an alert, and wait until it has arrived. */
static void refuse(struct transport *transport, gnutls_alert_description_t why,
                   int stop_fd)
{
    struct tls *tls = as_tls(transport);
    struct pollfd stop = {.fd = stop_fd, .events = POLLIN};
    int64_t deadline = clock_monotonic_ms() + REFUSAL_MS;
    struct transport_link link;

    alert(tls, why);
    while (lingering_close_step(tls->link.below, &link) ==
               LINGERING_CLOSE_PENDING &&
           clock_ms_left(deadline) > 0 &&
           poll(&stop, 1, LINGERING_CLOSE_STEP_MS) == 0)
        ;
}

void transport_tls_refuse(struct transport *transport, int stop_fd)
{
    refuse(transport, KEY_REFUSED, stop_fd);
}

void transport_tls_give_up(struct transport *transport, int stop_fd)
{
    refuse(transport, KEY_NOT_JUDGED, stop_fd);
}
