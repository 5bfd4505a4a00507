/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport_carrier: a transport over a UNIX stream socket to a carrier, a
 * process that turns the bytes into some other medium.
 *
 * A carrier leaves in its socket what the far side has not confirmed yet.  So
 * what it has read has arrived; and if it ends, or dies, before it has read
 * everything, the system resets the socket. */
#ifndef CHARLA_TRANSPORT_CARRIER_H
#define CHARLA_TRANSPORT_CARRIER_H

struct transport;

/* Takes the stream socket `fd` and makes it non-blocking; the caller frees the
 * transport with transport_free.
 *
 * A carrier that closes before transport_finish has lost its medium: an end
 * in order it announces as the conversation's protocol does ("%end%"). */
struct transport *transport_carrier_new(int fd);

#endif
