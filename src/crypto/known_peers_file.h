/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* known_peers_file: turns the text of the file of known peers into a list, and
 * back.  Pure.
 *
 * The file is a record_file with one record a peer, in ascending order:
 *
 *     charla known_peers 1
 *     caller - SHA256:... 2026-11-25 unverified
 *     host.example 8081 SHA256:... 2026-11-25 verified
 *     end 1b2c3d4e
 *
 * The host is as host_name_normalize writes it, the port a number from 1 to
 * 65535; "caller -" is somebody who has called us and is told from other
 * callers by the key.  Then come the fingerprint of the key, the day of the
 * first meeting (UTC), and whether the user has compared the digits.  There
 * are no wildcards, and no peer appears twice. */
#ifndef CHARLA_KNOWN_PEERS_FILE_H
#define CHARLA_KNOWN_PEERS_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/fingerprint.h"
#include "crypto/trust.h"
#include "net/host_name.h"

struct buffer;
struct error;

#define KNOWN_PEER_PORT_MAX 6

struct known_peer {
    char host[HOST_NAME_BYTES_MAX + 1]; /* in normal form; "": a caller */
    char port[KNOWN_PEER_PORT_MAX];     /* without leading zeros; "": a
                                           caller */
    struct fingerprint fingerprint;
    char since[TRUST_DATE_MAX];
    bool verified;
};

/* Start as {0}; known_peer_list_release when done. */
struct known_peer_list {
    struct known_peer *items; /* owned */
    size_t count;
};

void known_peer_list_release(struct known_peer_list *list);

/* Find the peer with the same host and port as `peer`, or, for a caller, with
 * the same fingerprint.  Returns NULL if it is not in the list; else a pointer
 * into the list, valid until the list changes. */
struct known_peer *known_peer_list_find(const struct known_peer_list *list,
                                        const struct known_peer *peer);

/* Add a copy of a peer whose name is not in the list. */
void known_peer_list_add(struct known_peer_list *list,
                         const struct known_peer *peer);

/* Remove the peer that known_peer_list_find has found. */
void known_peer_list_remove(struct known_peer_list *list,
                            struct known_peer *found);

/* Fill the list, which is {0}, with the peers in the text of the file `path`.
 * Returns 0, or -1 with `error` set and an empty list. */
int known_peers_file_parse(const char *path, const struct buffer *text,
                           struct known_peer_list *list, struct error *error);

/* Append the text of the file to the empty `out`. */
void known_peers_file_format(const struct known_peer_list *list,
                             struct buffer *out);

#endif
