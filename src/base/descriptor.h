/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* descriptor: makes descriptors that are closed on exec, on every system.  Not
 * every one can make them so in a single call. */
#ifndef CHARLA_DESCRIPTOR_H
#define CHARLA_DESCRIPTOR_H

#include <sys/socket.h>

/* Each of these returns -1 with errno set if it fails. */

/* A socket of this family (AF_INET...) and type (SOCK_STREAM...). */
int descriptor_socket(int family, int type);

/* A pair of AF_UNIX sockets.  Returns 0. */
int descriptor_pair(int type, int pair[2]);

/* A pipe, which is read from ends[0].  Returns 0. */
int descriptor_pipe(int ends[2]);

/* The socket of a caller, as from accept(2); it does not block. */
int descriptor_accept(int listener, struct sockaddr *peer, socklen_t *length);

/* Receive a message, as recvmsg(2) does with these flags; the descriptors that
 * come with it are the caller's to close on exec, by descriptor_keep, which
 * changes nothing where recvmsg can do it. */
ssize_t descriptor_receive(int socket, struct msghdr *message, int flags);
void descriptor_keep(int received);

/* Let operations on `fd` fail with EAGAIN instead of waiting.  Returns 0. */
int descriptor_do_not_block(int fd);

#endif
