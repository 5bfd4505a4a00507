/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/transport_tls.h"

#include <string.h>

#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "crypto/tls_handshake.h"
#include "crypto/tls_library.h"
#include "crypto/transport_tls_private.h"
#include "net/lingering_close.h"

/* The alert by which a side says that it could not judge the other's key; and
 * how long a refusal may take to arrive, in ms. */
#define KEY_NOT_JUDGED GNUTLS_A_INTERNAL_ERROR
#define REFUSAL_MS 1000

static enum tls_result translate(enum tls_handshake result)
{
    switch (result) {
    case TLS_HANDSHAKE_DONE:
        return TLS_DONE;
    case TLS_HANDSHAKE_AGAIN:
    case TLS_HANDSHAKE_READ:
    case TLS_HANDSHAKE_WRITE:
        return TLS_PENDING;
    case TLS_HANDSHAKE_BUSY:
        return TLS_BUSY;
    case TLS_HANDSHAKE_LOST:
        return TLS_LOST;
    case TLS_HANDSHAKE_STOPPED:
        return TLS_STOPPED;
    case TLS_HANDSHAKE_REFUSED:
        break;
    }
    return TLS_REFUSED;
}

/* The handshake is done: was it with a charla? */
static enum tls_result check_protocol(struct tls *tls, gnutls_datum_t *spki,
                                      struct error *error)
{
    if (tls_session_is_charla(&tls->session, spki))
        return TLS_DONE;
    error_set(error, _("the other side does not speak charla/1"));
    tls_send_alert_locked(tls, GNUTLS_E_NO_APPLICATION_PROTOCOL);
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
        tls_release(tls);
        return NULL;
    }
    tls_link_begin(&tls->link, below, tls->session.handle, setup->early,
                   setup->early_length);
    return &tls->base;
}

int transport_tls_say_hello(struct transport *transport, struct error *error)
{
    struct tls *tls = as_tls(transport);
    enum tls_handshake step;

    tls->link.is_held = true;
    step = tls_handshake_step(&tls->session, &tls->link, error);
    tls->link.is_held = false;
    return translate(step) == TLS_PENDING ? 0 : -1;
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
        tls_release(tls);
    return result;
}

int transport_tls_export(struct transport *transport, const char *label,
                         void *bytes, size_t length)
{
    struct tls *tls = as_tls(transport);
    int number;

    pthread_mutex_lock(&tls->lock);
    number = gnutls.prf_rfc5705(tls->session.handle, strlen(label), label, 0,
                                NULL, length, bytes);
    pthread_mutex_unlock(&tls->lock);
    return number < 0 ? -1 : 0;
}

bool transport_tls_is_alerted(struct transport *transport)
{
    return as_tls(transport)->is_alerted;
}

bool transport_tls_is_busy(struct transport *transport)
{
    return as_tls(transport)->is_busy;
}

/* Send an alert, after which nothing may be sent. */
static void alert(struct tls *tls, gnutls_alert_description_t why)
{
    struct error ignored = {0};

    (void)gnutls.alert_send(tls->session.handle, GNUTLS_AL_FATAL, why);
    (void)tls_link_flush(&tls->link, &ignored);
    (void)transport_finish(tls->link.below);
}

void transport_tls_alert_busy(struct transport *transport)
{
    alert(as_tls(transport), TLS_HANDSHAKE_BUSY_ALERT);
}

void transport_tls_alert_key(struct transport *transport)
{
    alert(as_tls(transport), KEY_REFUSED);
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
