/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport_tls_private: the state of an encrypted transport.  Private to
 * transport_tls.c, which sends and receives text, and transport_tls_open.c,
 * which shakes hands and refuses. */
#ifndef CHARLA_TRANSPORT_TLS_PRIVATE_H
#define CHARLA_TRANSPORT_TLS_PRIVATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "crypto/tls_link.h"
#include "crypto/tls_session.h"
#include "net/transport.h"

/* The alert by which a side says that it does not accept the other's key (RFC
 * 8446 section 6.2). */
#define KEY_REFUSED GNUTLS_A_ACCESS_DENIED

struct tls {
    struct transport base;
    pthread_mutex_t lock; /* guards all below: GnuTLS lets one thread send
                             and one receive, but a key update that is asked
                             for while receiving is written while sending */
    struct tls_session session;
    struct tls_link link;
    bool is_server;
    bool has_text;         /* some of the other side's text has come */
    bool is_alerted;       /* the other side has ended it with an alert... */
    bool is_busy;          /* ...which says that it is busy */
    size_t unreported;     /* bytes of text in link.out that were not counted
                              as sent yet */
    bool goodbye_made;     /* close_notify is in link.out, or sent */
    enum transport_status ended; /* TRANSPORT_OK while receiving goes on */
    struct error error;          /* of `ended` */
};

static inline struct tls *as_tls(struct transport *transport)
{
    return (struct tls *)transport; /* base is its first member */
}

extern const struct transport_ops tls_ops;

/* Free everything but the transport below. */
void tls_release(struct tls *tls);

/* Tell the other side, before the close, what was wrong with what it sent.  An
 * alert that cannot be sent without waiting is not sent. */
void tls_send_alert_locked(struct tls *tls, int number);

#endif
