/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* known_peers: remembers the keys of the people you have talked with, and
 * trusts a key on first use.
 *
 * Everything is in one file, known_peers in charla's directory, in the format
 * of known_peers_file.  If there is no file, nobody is known yet.  A file that
 * cannot be read, or is damaged anywhere, makes every call below fail: it is
 * never taken for an empty one.  When a call reports that something is
 * remembered or forgotten, that is on the disk and was read back from there.
 *
 * A key that the user has verified counts as verified for that peer only.  If
 * it counted everywhere, one friend could pass for another at an address that
 * was never called before. */
#ifndef CHARLA_KNOWN_PEERS_H
#define CHARLA_KNOWN_PEERS_H

#include "crypto/trust.h"

struct error;

/* Whom a key belongs to.  A peer that we call is named by host and port as the
 * user gave them, in any spelling.  For a peer that calls us `host` is NULL:
 * all that is known of a caller is the key. */
struct peer_name {
    const char *host; /* borrowed */
    const char *port; /* borrowed; a number */
};

/* Judge the key of a peer by its fingerprint, and remember it if the peer is
 * new.  Returns 0 with `trust` filled in, or -1 with `error` set. */
int known_peers_check(const struct peer_name *name,
                      const struct fingerprint *theirs, struct trust *trust,
                      struct error *error);

/* The same, but remember nothing. */
int known_peers_look(const struct peer_name *name,
                     const struct fingerprint *theirs, struct trust *trust,
                     struct error *error);

/* Is a key remembered for this host and port?  Returns 1 for yes; 0 for no,
 * also where there is no place for files at all; or -1 with `error` set if the
 * file cannot be read. */
int known_peers_has(const struct peer_name *name, struct error *error);

/* Forget the key of this host and port, and that it was verified.  Returns 1
 * when that is done, 0 if no key was known, or -1 with `error` set. */
int known_peers_forget(const struct peer_name *name, struct error *error);

/* The same for a peer that calls us, by the text of its fingerprint.  Every
 * other peer with this key is no longer verified either. */
int known_peers_forget_caller(const char *fingerprint, struct error *error);

/* Remember that the user has verified that this key belongs to this peer.
 * Returns 0, or -1 with `error` set, also if a different key has been
 * remembered for the peer in the meantime. */
int known_peers_mark_verified(const struct peer_name *name,
                              const struct fingerprint *theirs,
                              struct error *error);

/* Remember that a code has verified that this key belongs to this peer.  A
 * different key that is remembered there makes way if it was never verified.
 * If it was, it stays, so that a friend with a code cannot take the place of
 * another one; then `theirs` is verified as a caller's, by the key alone.
 * Returns 0, or -1 with `error` set. */
int known_peers_mark_proved(const struct peer_name *name,
                            const struct fingerprint *theirs,
                            struct error *error);

#endif
