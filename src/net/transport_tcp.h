/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport_tcp: the plain transport: the bytes of a TCP connection as they
 * are, or those of a UNIX stream socket to a command that passes them on, of
 * which the system cannot tell what has arrived. */
#ifndef CHARLA_TRANSPORT_TCP_H
#define CHARLA_TRANSPORT_TCP_H

struct transport;

/* Takes the connected stream socket `fd` and makes it non-blocking; the
 * caller frees the transport with transport_free.  After `timeout_s` seconds
 * without an answer the connection counts as lost (RFC 5482); 0: after as long
 * as the system has by default. */
struct transport *transport_tcp_new(int fd, unsigned timeout_s);

/* Of what is sent over the connection `fd`, let the kernel keep at most this
 * many bytes that have not gone out yet (Linux: TCP_NOTSENT_LOWAT); 0: as many
 * as it likes.  Nothing happens where that does not exist. */
void transport_tcp_limit_unsent(int fd, unsigned bytes);

#endif
