/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport_carrier: makes a transport over a UNIX stream socket to a carrier,
 * a process that passes the bytes on over another medium.
 *
 * A carrier leaves bytes in its socket until the far side has confirmed them.
 * So bytes that it has read have arrived; and if it ends, or dies, before it
 * has read everything, the system resets the socket. */
#ifndef CHARLA_TRANSPORT_CARRIER_H
#define CHARLA_TRANSPORT_CARRIER_H

struct transport;

/* Takes the stream socket `fd` and makes it non-blocking; the caller frees the
 * transport with transport_free.
 *
 * If the carrier closes the socket before transport_finish, its medium has
 * failed; a normal end it announces in the conversation's protocol
 * ("%end%"). */
struct transport *transport_carrier_new(int fd);

#endif
