/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/transport_tls.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/clock.h"
#include "net/lingering_close.h"
#include "crypto/tls_library.h"
#include "crypto/tls_session.h"
#include "net/transport.h"

/* How a side says that it does not accept the other's key, or could not judge
 * it (RFC 8446 section 6.2), and how long it waits for that to arrive. */
#define KEY_REFUSED GNUTLS_A_ACCESS_DENIED
#define KEY_NOT_JUDGED GNUTLS_A_INTERNAL_ERROR
#define PARTING_MS 1000

/* Records are gathered up to this size before a system call moves them. */
#define GATHER_MAX ((size_t)256 * 1024)

struct tls {
    struct transport base;
    struct transport *below;
    pthread_mutex_t lock; /* guards all below: GnuTLS lets one thread send
                             and one receive, but a key update that is asked
                             for while receiving is written while sending */
    struct tls_session session;
    struct buffer in;      /* received, not decrypted yet */
    size_t in_taken;       /* bytes of it that GnuTLS has had */
    struct buffer out;     /* encrypted, not sent yet */
    size_t out_sent;       /* bytes of it that are sent */
    size_t unreported;     /* bytes of text in `out`, not said to be sent yet */
    bool goodbye_made;     /* close_notify is in `out`, or sent */
    enum transport_status ended; /* TRANSPORT_OK while receiving goes on */
    enum transport_status below_status; /* of the last receive below */
    struct error error;    /* of `ended` or of receiving below */
};

static struct tls *as_tls(struct transport *transport)
{
    return (struct tls *)transport; /* base is its first member */
}

/* ---- GnuTLS's view of the transport below -------------------------------- */

static int again(struct tls *tls, int number)
{
    gnutls.transport_set_errno(tls->session.handle, number);
    return -1;
}

/* Read ahead in large pieces: GnuTLS asks for five bytes, then a record. */
static enum transport_status refill(struct tls *tls)
{
    static const size_t size = (size_t)64 * 1024;
    size_t received = 0;

    if (tls->in.capacity < size) {
        tls->in.data = memory_resize(tls->in.data, size);
        tls->in.capacity = size;
    }
    tls->in.length = tls->in_taken = 0;
    tls->below_status = transport_receive(tls->below, tls->in.data,
                                          tls->in.capacity, &received,
                                          &tls->error);
    tls->in.length = received;
    return tls->below_status;
}

static ssize_t pull(gnutls_transport_ptr_t context, void *room, size_t size)
{
    struct tls *tls = context;
    size_t left = tls->in.length - tls->in_taken;

    if (left == 0) {
        switch (refill(tls)) {
        case TRANSPORT_OK:
            break;
        case TRANSPORT_WAIT:
            return again(tls, EAGAIN);
        case TRANSPORT_END:
            return 0;
        case TRANSPORT_BROKEN:
            return again(tls, ECONNRESET);
        }
        left = tls->in.length;
    }
    if (size > left)
        size = left;
    memcpy(room, tls->in.data + tls->in_taken, size);
    tls->in_taken += size;
    return (ssize_t)size;
}

/* Nothing is refused here: the caller of GnuTLS minds how much it makes. */
static ssize_t push(gnutls_transport_ptr_t context, const void *data,
                    size_t length)
{
    struct tls *tls = context;

    buffer_append(&tls->out, data, length);
    return (ssize_t)length;
}

/* Send what is gathered.  OK: all of it is gone. */
static enum transport_status flush_locked(struct tls *tls, struct error *error)
{
    while (tls->out_sent < tls->out.length) {
        size_t sent = 0;
        enum transport_status status = transport_send(
            tls->below, tls->out.data + tls->out_sent,
            tls->out.length - tls->out_sent, &sent, error);

        if (status != TRANSPORT_OK)
            return status;
        tls->out_sent += sent;
    }
    buffer_clear(&tls->out);
    tls->out_sent = 0;
    return TRANSPORT_OK;
}

/* ---- Records ------------------------------------------------------------- */

static bool has_fatal_words(int number)
{
    return number < 0 && gnutls.error_is_fatal(number);
}

/* Encrypt up to GATHER_MAX bytes into `out`. */
static int gather_locked(struct tls *tls, const char *data, size_t length)
{
    if (length > GATHER_MAX)
        length = GATHER_MAX;
    while (tls->unreported < length) {
        ssize_t result =
            gnutls.record_send(tls->session.handle, data + tls->unreported,
                               length - tls->unreported);

        if (has_fatal_words((int)result))
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
        status = flush_locked(tls, error);
    if (status == TRANSPORT_OK) {
        *sent = tls->unreported;
        tls->unreported = 0;
    }
    pthread_mutex_unlock(&tls->lock);
    return status;
}

/* What an end of the encrypted stream means.  A cut without close_notify may
 * be an attacker's work (RFC 8446 section 6.1). */
static enum transport_status judge_end(struct tls *tls, int number)
{
    if (number == 0)
        return TRANSPORT_END;
    if (number == GNUTLS_E_PREMATURE_TERMINATION)
        error_set(&tls->error,
                  _("the connection was cut off without a goodbye"));
    else if (number == GNUTLS_E_FATAL_ALERT_RECEIVED &&
             gnutls.alert_get(tls->session.handle) == KEY_REFUSED)
        error_set(&tls->error, _("the other side remembers another key for "
                                 "this address and refuses to talk"));
    else if (tls->below_status != TRANSPORT_BROKEN)
        error_set(&tls->error, _("the encrypted connection failed: %s"),
                  gnutls.strerror(number));
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
    more = result > 0 || tls->in_taken < tls->in.length;
    if (result > 0)
        *received += (size_t)result;
    else if (result == 0 || has_fatal_words((int)result))
        tls->ended = judge_end(tls, (int)result);
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
    status = flush_locked(tls, &ignored);
    pthread_mutex_unlock(&tls->lock);
    return status == TRANSPORT_WAIT ? status : transport_finish(tls->below);
}

/* Records are longer than the text in them; the positions are those of the
 * connection below, and text is sent when its records are. */
static void tls_look(struct transport *transport, struct transport_link *link)
{
    transport_look(as_tls(transport)->below, link);
}

/* Everything but the transport below. */
static void release(struct tls *tls)
{
    tls_session_end(&tls->session);
    pthread_mutex_destroy(&tls->lock);
    buffer_release(&tls->in);
    buffer_release(&tls->out);
    free(tls);
}

static void tls_free(struct transport *transport)
{
    struct transport *below = as_tls(transport)->below;

    release(as_tls(transport));
    transport_free(below);
}

static const struct transport_ops tls_ops = {
    .receive = tls_receive,
    .send = tls_send,
    .finish = tls_finish,
    .look = tls_look,
    .free = tls_free,
};

/* ---- The handshake ------------------------------------------------------- */

static int set_up(struct tls *tls, const struct tls_setup *setup)
{
    int number = tls_session_begin(&tls->session, setup->identity,
                                   setup->is_server);

    if (number < 0)
        return number;
    gnutls.transport_set_ptr(tls->session.handle, tls);
    gnutls.transport_set_pull_function(tls->session.handle, pull);
    gnutls.transport_set_push_function(tls->session.handle, push);
    return 0;
}

/* Wait for the transport below.  TLS_DONE: go on. */
static enum tls_result wait_below(struct tls *tls,
                                  const struct tls_setup *setup,
                                  int64_t deadline, struct error *error)
{
    bool writes = tls->out_sent < tls->out.length;
    struct pollfd fds[] = {
        {.fd = tls->base.fd, .events = writes ? POLLOUT : POLLIN},
        {.fd = setup->stop_fd, .events = POLLIN},
    };
    int left = clock_ms_left(deadline);

    if (left == 0) {
        error_set(error, _("the other side did not finish the handshake"));
        return TLS_LOST;
    }
    if (poll(fds, 2, left) > 0 && fds[1].revents)
        return TLS_STOPPED;
    return TLS_DONE;
}

/* The handshake has failed; tell the other side why, as far as it goes. */
static enum tls_result fail(struct tls *tls, int number, struct error *error)
{
    struct error ignored = {0};

    if (tls->below_status == TRANSPORT_BROKEN) {
        *error = tls->error;
        return TLS_LOST;
    }
    if (number == GNUTLS_E_PREMATURE_TERMINATION) {
        error_set(error, _("the connection was cut off in the handshake"));
        return TLS_LOST;
    }
    (void)gnutls.alert_send_appropriate(tls->session.handle, number);
    (void)flush_locked(tls, &ignored);
    error_set(error, _("the other side does not speak charla/1: %s"),
              gnutls.strerror(number));
    return TLS_REFUSED;
}

static enum tls_result shake_hands(struct tls *tls,
                                   const struct tls_setup *setup,
                                   struct error *error)
{
    int64_t deadline = clock_monotonic_ms() + setup->timeout_ms;
    enum tls_result result = TLS_DONE;
    int number = GNUTLS_E_AGAIN;

    do {
        if (number != 0)
            number = gnutls.handshake(tls->session.handle);
        if (has_fatal_words(number))
            return fail(tls, number, error);
        if (flush_locked(tls, error) == TRANSPORT_BROKEN)
            return TLS_LOST;
        if (number == 0 && tls->out.length == 0)
            return TLS_DONE;
        result = wait_below(tls, setup, deadline, error);
    } while (result == TLS_DONE);
    return result;
}

enum tls_result transport_tls_new(struct transport *below,
                                  const struct tls_setup *setup,
                                  struct transport **transport,
                                  gnutls_datum_t *spki, struct error *error)
{
    struct tls *tls = memory_zeroed(sizeof *tls);
    enum tls_result result = TLS_REFUSED;
    int number;

    tls->base = (struct transport){.ops = &tls_ops,
                                   .fd = transport_fd(below)};
    tls->below = below;
    tls->ended = TRANSPORT_OK;
    pthread_mutex_init(&tls->lock, NULL);
    buffer_append(&tls->in, setup->early, setup->early_length);
    number = set_up(tls, setup);
    if (number < 0)
        error_set(error, _("cannot set up encryption: %s"),
                  gnutls.strerror(number));
    else
        result = shake_hands(tls, setup, error);
    if (result == TLS_DONE && !tls_session_is_charla(&tls->session, spki)) {
        error_set(error, _("the other side does not speak charla/1"));
        result = TLS_REFUSED;
    }
    if (result == TLS_DONE)
        *transport = &tls->base;
    else
        release(tls);
    return result;
}

static void part(struct transport *transport, gnutls_alert_description_t why,
                 int stop_fd)
{
    struct tls *tls = as_tls(transport);
    struct pollfd stop = {.fd = stop_fd, .events = POLLIN};
    int64_t deadline = clock_monotonic_ms() + PARTING_MS;
    struct error ignored = {0};
    uint64_t acknowledged;

    (void)gnutls.alert_send(tls->session.handle, GNUTLS_AL_FATAL, why);
    (void)flush_locked(tls, &ignored);
    (void)transport_finish(tls->below);
    while (lingering_close_step(tls->below, &acknowledged) ==
               LINGERING_CLOSE_PENDING &&
           clock_ms_left(deadline) > 0 &&
           poll(&stop, 1, LINGERING_CLOSE_STEP_MS) == 0)
        ;
}

void transport_tls_refuse(struct transport *transport, int stop_fd)
{
    part(transport, KEY_REFUSED, stop_fd);
}

void transport_tls_give_up(struct transport *transport, int stop_fd)
{
    part(transport, KEY_NOT_JUDGED, stop_fd);
}
