/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* failing: makes a chosen call of a function of the C library fail, in the
 * test program that links this and in the processes that it forks. */
#ifndef CHARLA_FAILING_H
#define CHARLA_FAILING_H

#include <stdbool.h>

enum failing_call {
    FAILING_FORK,
    FAILING_GETENTROPY,
    FAILING_GETSOCKOPT,
    FAILING_LISTEN,
    FAILING_PIPE,
    FAILING_READ,
    FAILING_RECV,
    FAILING_SEND,
    FAILING_SOCKET,
    FAILING_SOCKETPAIR,
    FAILING_WAITPID,
    FAILING_WRITE,
    FAILING_CALLS
};

/* Of the calls from now on, let the first `skip` happen, and have the next
 * `times` fail with errno `number`, without any effect. */
void failing_set(enum failing_call call, int skip, int times, int number);

/* Have all calls of failing_set failed?  A process that was forked counts its
 * own. */
bool failing_is_over(void);

#endif
