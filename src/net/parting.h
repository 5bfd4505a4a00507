/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* parting: what is to be done between the last word and the close.
 *
 * Whoever closes while something is left unread, or while something still
 * comes, sends a reset, and what the other side has not got by then is lost
 * (RFC 1122 section 4.2.2.13).  So one reads on, and throws away what comes,
 * until there is nothing more to lose. */
#ifndef CHARLA_PARTING_H
#define CHARLA_PARTING_H

#include <stdint.h>

struct transport;

/* How often to look, in ms, when nothing comes: an acknowledgement wakes
 * nobody. */
#define PARTING_LOOK_MS 10

enum parting {
    PARTING_ON,   /* look again */
    PARTING_DONE, /* the other side has ended too, or its machine has
                     everything, as far as this one can tell */
    PARTING_LOST, /* the connection broke: what it has not got is lost */
};

/* Throw away what has come by now, after transport_finish, by the thread that
 * receives.  `*acknowledged`
 * is how far that has come. */
enum parting parting_look(struct transport *transport, uint64_t *acknowledged);

#endif
