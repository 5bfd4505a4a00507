/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

/* With its checks the C library makes inline functions of some of those that
 * are defined here. */
#undef _FORTIFY_SOURCE

#include "support/failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    int skip, times, number;
} plans[FAILING_CALLS];

void failing_set(enum failing_call call, int skip, int times, int number)
{
    plans[call].skip = skip;
    plans[call].times = times;
    plans[call].number = number;
}

bool failing_is_over(void)
{
    for (int i = 0; i < FAILING_CALLS; i++)
        if (plans[i].times > 0)
            return false;
    return true;
}

static bool fails(enum failing_call call)
{
    if (plans[call].times == 0 || plans[call].skip-- > 0)
        return false;
    plans[call].skip = 0;
    plans[call].times--;
    errno = plans[call].number;
    return true;
}

/* Define a function that fails as planned, or else calls the one that it
 * hides. */
#define HIDE(call, type, name, parameters, arguments)                         \
    type name parameters;                                                     \
    type name parameters                                                      \
    {                                                                         \
        static type(*hidden) parameters;                                      \
        void *found;                                                          \
                                                                              \
        if (fails(call))                                                      \
            return -1;                                                        \
        if (!hidden) {                                                        \
            found = dlsym(RTLD_NEXT, #name);                                  \
            memcpy(&hidden, &found, sizeof hidden);                           \
        }                                                                     \
        return hidden arguments;                                              \
    }

HIDE(FAILING_FORK, pid_t, fork, (void), ())
HIDE(FAILING_GETENTROPY, int, getentropy, (void *room, size_t size),
     (room, size))
HIDE(FAILING_GETSOCKOPT, int, getsockopt,
     (int fd, int level, int name, void *value, socklen_t *length),
     (fd, level, name, value, length))
HIDE(FAILING_LISTEN, int, listen, (int fd, int backlog), (fd, backlog))
HIDE(FAILING_PIPE, int, pipe, (int fds[2]), (fds))
HIDE(FAILING_SOCKET, int, socket, (int domain, int type, int protocol),
     (domain, type, protocol))
HIDE(FAILING_SOCKETPAIR, int, socketpair,
     (int domain, int type, int protocol, int fds[2]),
     (domain, type, protocol, fds))
HIDE(FAILING_SEND, ssize_t, send,
     (int fd, const void *bytes, size_t length, int flags),
     (fd, bytes, length, flags))
HIDE(FAILING_WAITPID, pid_t, waitpid, (pid_t pid, int *status, int options),
     (pid, status, options))
HIDE(FAILING_WRITE, ssize_t, write, (int fd, const void *bytes, size_t length),
     (fd, bytes, length))

HIDE(FAILING_READ, ssize_t, read, (int fd, void *room, size_t size),
     (fd, room, size))
HIDE(FAILING_RECV, ssize_t, recv, (int fd, void *room, size_t size, int flags),
     (fd, room, size, flags))
/* These take their place where the C library is fortified. */
#if defined __GLIBC__
HIDE(FAILING_READ, ssize_t, __read_chk,
     (int fd, void *room, size_t size, size_t most), (fd, room, size, most))
HIDE(FAILING_RECV, ssize_t, __recv_chk,
     (int fd, void *room, size_t size, size_t most, int flags),
     (fd, room, size, most, flags))
#endif
