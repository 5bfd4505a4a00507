/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport_tcp: makes a plain transport over a TCP connection, or over a UNIX
 * stream socket to a command that passes the bytes on.  For a command the
 * system cannot tell what has arrived. */
#ifndef CHARLA_TRANSPORT_TCP_H
#define CHARLA_TRANSPORT_TCP_H

struct transport;

/* Takes the connected stream socket `fd` and makes it non-blocking; the
 * caller frees the transport with transport_free.  After `timeout_s` seconds
 * without an answer the connection counts as lost (RFC 5482); 0: after as long
 * as the system has by default. */
struct transport *transport_tcp_new(int fd, unsigned timeout_s);

/* Let the kernel keep at most this many bytes for the connection `fd` that it
 * has not sent yet (Linux: TCP_NOTSENT_LOWAT); 0: no limit.  Does nothing on
 * other systems. */
void transport_tcp_limit_unsent(int fd, unsigned bytes);

#endif
