/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* known_peers: the keys of those one has talked with, trusted on first use.
 *
 * Two files in charla's directory: known_peers, in the format of GnuTLS's
 * own store, says which key belongs to whom; notes says since when, and
 * whether that was verified.  A verified key is so for whom it was verified:
 * else every friend could pass for another one, at an address never called
 * before. */
#ifndef CHARLA_KNOWN_PEERS_H
#define CHARLA_KNOWN_PEERS_H

#include <stdbool.h>

#include <gnutls/gnutls.h>

#include "crypto/trust.h"

struct error;

/* Whom a key belongs to.  For those I call it is the host and port as I gave
 * them; for those who call me `host` is NULL: they are known by their key. */
struct peer_name {
    const char *host; /* borrowed */
    const char *port; /* borrowed */
};

/* Judge the key `spki` (SubjectPublicKeyInfo in DER) of a peer and, if it is
 * new, remember it.  Returns 0 with `trust` filled in, or -1 with `error`
 * set. */
int known_peers_check(const struct peer_name *name, const gnutls_datum_t *spki,
               struct trust *trust, struct error *error);

/* Is a key remembered for this host and port?  1: yes, 0: no, -1: it cannot
 * be told, with `error` set. */
int known_peers_has(const struct peer_name *name, struct error *error);

/* Forget the key of this host and port, and that it was verified.  1: done, 0:
 * there was none, -1: failed, with `error` set. */
int known_peers_forget(const struct peer_name *name, struct error *error);

/* The same for one who calls, by the text of the fingerprint; what else this
 * key belongs to counts as verified no more. */
int known_peers_forget_caller(const char *fingerprint, struct error *error);

/* Record that the user has verified that this key belongs to this peer.
 * Returns 0, or -1 with `error` set. */
int known_peers_verify(const struct peer_name *name,
                 const struct fingerprint *fingerprint, struct error *error);

#endif
