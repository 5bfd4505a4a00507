/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/tls_handshake.h"

#include <poll.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "crypto/tls_library.h"
#include "crypto/tls_link.h"
#include "crypto/tls_session.h"
#include "net/transport.h"

/* A peer whose handshake takes more steps than this will not finish it. */
#define STEPS_MAX 4000

/* The handshake has failed: set `error`, and try to tell the other side. */
static enum tls_handshake fail(struct tls_session *session,
                               struct tls_link *link, int number,
                               struct error *error)
{
    struct error ignored = {0};

    if (link->status == TRANSPORT_BROKEN) {
        *error = link->error;
        return TLS_HANDSHAKE_LOST;
    }
    if (tls_link_has_ended(link)) {
        error_set(error, _("the connection was cut off while encryption was "
                           "being set up"));
        return TLS_HANDSHAKE_LOST;
    }
    if (number == GNUTLS_E_FATAL_ALERT_RECEIVED &&
        gnutls.alert_get(session->handle) == TLS_HANDSHAKE_BUSY_ALERT) {
        error_set(error, _("the other side is busy, talking with somebody "
                           "else"));
        return TLS_HANDSHAKE_BUSY;
    }
    (void)gnutls.alert_send_appropriate(session->handle, number);
    (void)tls_link_flush(link, &ignored);
    error_set(error, _("the other side does not speak charla/1: %s"),
              gnutls.strerror(number));
    return TLS_HANDSHAKE_REFUSED;
}

enum tls_handshake tls_handshake_step(struct tls_session *session,
                                      struct tls_link *link,
                                      struct error *error)
{
    int number = 0;

    link->status = TRANSPORT_OK; /* unless this step's reading says otherwise */
    if (++session->steps > STEPS_MAX)
        number = GNUTLS_E_TOO_MANY_HANDSHAKE_PACKETS;
    else if (!session->has_shaken_hands)
        number = gnutls.handshake(session->handle);
    if (number < 0 && gnutls.error_is_fatal(number))
        return fail(session, link, number, error);
    session->has_shaken_hands = number == 0;
    if (tls_link_flush(link, error) == TRANSPORT_BROKEN)
        return TLS_HANDSHAKE_LOST;
    if (tls_link_has_output(link))
        return TLS_HANDSHAKE_WRITE;
    if (number == 0)
        return TLS_HANDSHAKE_DONE;
    /* GnuTLS comes back after every record, even if that held only a part
     * of a message (RFC 8446 section 5.1) and the next has come with it. */
    return link->status == TRANSPORT_WAIT ? TLS_HANDSHAKE_READ
                                          : TLS_HANDSHAKE_AGAIN;
}

/* Wait until the connection is ready for the next step, or the deadline has
 * passed.  False: stop_fd is readable. */
static bool wait_for(enum tls_handshake step, const struct tls_link *link,
                     int timeout, int stop_fd)
{
    struct pollfd fds[] = {
        {.fd = stop_fd, .events = POLLIN},
        {.fd = transport_fd(link->below),
         .events = step == TLS_HANDSHAKE_WRITE ? POLLOUT : POLLIN},
    };
    bool at_once = step == TLS_HANDSHAKE_AGAIN;

    return poll(fds, 2, at_once ? 0 : timeout) <= 0 || !fds[0].revents;
}

static bool is_over(enum tls_handshake step)
{
    return step != TLS_HANDSHAKE_AGAIN && step != TLS_HANDSHAKE_READ &&
           step != TLS_HANDSHAKE_WRITE;
}

enum tls_handshake tls_handshake_run(struct tls_session *session,
                                     struct tls_link *link, int64_t deadline,
                                     int stop_fd, struct error *error)
{
    enum tls_handshake step;

    while (!is_over(step = tls_handshake_step(session, link, error))) {
        int left = clock_ms_left(deadline);

        if (left == 0) {
            error_set(error, _("the other side did not finish setting up "
                               "encryption"));
            return TLS_HANDSHAKE_LOST;
        }
        if (!wait_for(step, link, left, stop_fd))
            return TLS_HANDSHAKE_STOPPED;
    }
    return step;
}
