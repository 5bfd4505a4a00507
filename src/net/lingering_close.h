/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* lingering_close: what is to be done between the last word and the close.
 *
 * Whoever closes while something is left unread, or while something still
 * comes, sends a reset, and what the other side has not got by then is lost
 * (RFC 1122 section 4.2.2.13).  So one reads on, and throws away what comes,
 * until there is nothing more to lose. */
#ifndef CHARLA_LINGERING_CLOSE_H
#define CHARLA_LINGERING_CLOSE_H

#include <stdint.h>

struct transport;

/* How often to look, in ms, when nothing comes: an acknowledgement wakes
 * nobody. */
#define LINGERING_CLOSE_STEP_MS 10

enum lingering_close {
    LINGERING_CLOSE_PENDING, /* look again */
    LINGERING_CLOSE_DONE,    /* the other side has ended too, or its machine has
                        everything, as far as this one can tell */
    LINGERING_CLOSE_LOST, /* the connection broke: what it has not got is lost
                           */
};

/* Throw away what has come by now, after transport_finish, by the thread that
 * receives.  `*acknowledged`
 * is how far that has come. */
enum lingering_close lingering_close_step(struct transport *transport,
                                          uint64_t *acknowledged);

#endif
