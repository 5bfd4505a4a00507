/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tls_side: runs a handshake of charla's own in a thread, for tests whose other
 * side is a tls_peer or another tls_side.  Keys are made in
 * harness_directory(). */
#ifndef CHARLA_TLS_SIDE_H
#define CHARLA_TLS_SIDE_H

#include <pthread.h>
#include <stdbool.h>

#include "base/error.h"
#include "crypto/identity.h"
#include "crypto/key_files.h"
#include "crypto/transport_tls.h"

/* Start it as {0}, or with the fields of `setup` that are to differ. */
struct tls_side {
    struct key_files *files;
    struct key_agent keys;
    struct key_agent_spki own_key;
    struct transport *below;
    struct tls_setup setup;
    int never[2]; /* a pipe that nobody writes to, as stop_fd */
    pthread_t thread;
    /* The result. */
    enum tls_result result;
    struct transport *transport;
    gnutls_datum_t spki;
    struct error error;
};

/* The key of one of two users; each has a directory. */
struct identity tls_side_identity(int number);

/* Start shaking hands over a connected socket, which is taken. */
void tls_side_start(struct tls_side *side, int fd, bool is_server);
/* The same in two steps, to change something in between. */
void tls_side_prepare(struct tls_side *side, int fd, bool is_server);
void tls_side_run(struct tls_side *side);
/* Wait until the handshake is over. */
enum tls_result tls_side_join(struct tls_side *side);
/* Close the connection. */
void tls_side_free(struct tls_side *side);

#endif
