/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tls_link: carries a TLS session's records over the transport below it.
 *
 * GnuTLS reads five bytes, then the rest of one record, and writes one record
 * at a time; the link reads ahead and gathers what is written, so that few
 * system calls move many records.  It never waits.  It has no lock: only one
 * thread at a time may use it. */
#ifndef CHARLA_TLS_LINK_H
#define CHARLA_TLS_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include <gnutls/gnutls.h>

#include "base/buffer.h"
#include "base/error.h"
#include "net/transport.h"

struct tls_link {
    struct transport *below;  /* borrowed */
    gnutls_session_t session; /* borrowed */
    bool is_held;             /* nothing is received now */
    struct buffer in;         /* received, not decrypted yet */
    size_t in_taken;          /* bytes of it that GnuTLS has had */
    struct buffer out;        /* encrypted, not sent yet */
    size_t out_sent;          /* bytes of it that are sent */
    enum transport_status status; /* of the last receive below */
    struct error error;           /* with TRANSPORT_BROKEN */
};

/* Make `session` read and write through `link`, which stays where it is.
 * `early`, copied, is what has been received already. */
void tls_link_begin(struct tls_link *link, struct transport *below,
                    gnutls_session_t session, const void *early,
                    size_t early_length);

/* Free its memory; a link of zeros is allowed. */
void tls_link_release(struct tls_link *link);

/* Send what GnuTLS has written.  TRANSPORT_OK: all of it is sent. */
enum transport_status tls_link_flush(struct tls_link *link,
                                     struct error *error);

/* Is there something to send? */
bool tls_link_has_output(const struct tls_link *link);

/* Have bytes been received that GnuTLS has not taken?  Then there is something
 * to read even if the descriptor does not turn readable. */
bool tls_link_has_input(const struct tls_link *link);

/* Has the connection below ended?  Then an incomplete record stays
 * incomplete. */
bool tls_link_has_ended(const struct tls_link *link);

#endif
