/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* What the system can do in the call that makes the descriptor; 0: it has to be
 * done afterwards. */
#if HAVE_DECL_SOCK_CLOEXEC
enum { SOCKET_CLOSES = SOCK_CLOEXEC };
#else
enum { SOCKET_CLOSES = 0 };
#endif
#if HAVE_DECL_MSG_CMSG_CLOEXEC
enum { MESSAGE_CLOSES = MSG_CMSG_CLOEXEC };
#else
enum { MESSAGE_CLOSES = 0 };
#endif

static int close_on_exec(int fd)
{
    return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int descriptor_socket(int family, int type)
{
    int fd = socket(family, type | SOCKET_CLOSES, 0);

    if (fd >= 0 && !SOCKET_CLOSES)
        (void)close_on_exec(fd);
    return fd;
}

int descriptor_pair(int type, int pair[2])
{
    if (socketpair(AF_UNIX, type | SOCKET_CLOSES, 0, pair) < 0)
        return -1;
    for (int i = 0; i < 2 && !SOCKET_CLOSES; i++)
        (void)close_on_exec(pair[i]);
    return 0;
}

int descriptor_pipe(int ends[2])
{
    if (pipe(ends) < 0)
        return -1;
    for (int i = 0; i < 2; i++)
        (void)close_on_exec(ends[i]);
    return 0;
}

int descriptor_accept(int listener, struct sockaddr *peer, socklen_t *length)
{
#if defined HAVE_ACCEPT4 && HAVE_DECL_SOCK_CLOEXEC
    return accept4(listener, peer, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
    int fd = accept(listener, peer, length);

    if (fd >= 0) {
        (void)close_on_exec(fd);
        (void)descriptor_do_not_block(fd);
    }
    return fd;
#endif
}

ssize_t descriptor_receive(int socket, struct msghdr *message, int flags)
{
    return recvmsg(socket, message, flags | MESSAGE_CLOSES);
}

void descriptor_keep(int received)
{
    if (!MESSAGE_CLOSES)
        (void)close_on_exec(received);
}

int descriptor_do_not_block(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}
