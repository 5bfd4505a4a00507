/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* known_peers: remembers the keys of the people you have talked with, and
 * trusts a key on first use.
 *
 * Everything is in one file, known_peers in charla's directory; its format is
 * that of known_peers_file.  No file means that nobody is known yet.  A file
 * that cannot be read, or is damaged anywhere, is an error for every call
 * below: it is never taken for an empty one.  What a call says it has
 * remembered or forgotten is on the disk and was read back from there.
 *
 * A key is verified for whom it was verified.  If it counted everywhere, each
 * friend could pass for another one at an address never called before. */
#ifndef CHARLA_KNOWN_PEERS_H
#define CHARLA_KNOWN_PEERS_H

#include "crypto/trust.h"

struct error;

/* Whom a key belongs to.  For a peer that we call it is the host and port as
 * the user gave them, in any spelling.  For a peer that calls us `host` is
 * NULL: all that is known of a caller is the key. */
struct peer_name {
    const char *host; /* borrowed */
    const char *port; /* borrowed; a number */
};

/* Judge the key of a peer by its fingerprint, and remember it if the peer is
 * new.  Returns 0 with `trust` filled in, or -1 with `error` set. */
int known_peers_check(const struct peer_name *name,
                      const struct fingerprint *theirs, struct trust *trust,
                      struct error *error);

/* Is a key remembered for this host and port?  Returns 1: yes, 0: no (also
 * where there is no place for files at all), -1: that cannot be told, with
 * `error` set. */
int known_peers_has(const struct peer_name *name, struct error *error);

/* Forget the key of this host and port, and that it was verified.  Returns 1:
 * done, 0: none was known, -1: failed, with `error` set. */
int known_peers_forget(const struct peer_name *name, struct error *error);

/* The same for a peer that calls us, by the text of the fingerprint.  Whatever
 * else has this key is not verified any more either. */
int known_peers_forget_caller(const char *fingerprint, struct error *error);

/* Remember that the user has verified that this key belongs to this peer.
 * Returns 0, or -1 with `error` set: also when by now another key is
 * remembered for the peer. */
int known_peers_mark_verified(const struct peer_name *name,
                              const struct fingerprint *theirs,
                              struct error *error);

#endif
