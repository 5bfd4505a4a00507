/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* lingering_close: keeps a connection open after the last byte until closing it
 * can no longer lose anything.
 *
 * Closing a connection while there are unread bytes, or while bytes still
 * arrive, sends a reset, and the other side then loses what it has not read yet
 * (RFC 1122 section 4.2.2.13).  So the caller goes on reading, drops the bytes,
 * and waits until the other machine has acknowledged everything. */
#ifndef CHARLA_LINGERING_CLOSE_H
#define CHARLA_LINGERING_CLOSE_H

struct transport;
struct transport_link;

/* How often to take a step, in ms: poll does not report acknowledgements. */
#define LINGERING_CLOSE_STEP_MS 10

enum lingering_close {
    LINGERING_CLOSE_PENDING, /* take another step later */
    LINGERING_CLOSE_DONE,    /* the other machine has acknowledged everything,
                                our end too; or this system cannot tell */
    LINGERING_CLOSE_LOST,    /* the connection broke: what is not acknowledged
                                is lost */
};

/* Take a step: drop what has come, and look how much is acknowledged.  To be
 * called after transport_finish, by the only thread that still uses the
 * transport.  Fills in `link`. */
enum lingering_close lingering_close_step(struct transport *transport,
                                          struct transport_link *link);

#endif
