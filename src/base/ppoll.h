/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ppoll: waits for descriptors and lets signals in meanwhile, on every system.
 * Include it in place of <poll.h>; systems without ppoll (macOS) get a
 * replacement. */
#ifndef CHARLA_PPOLL_H
#define CHARLA_PPOLL_H

#include <poll.h>
#include <signal.h>
#include <time.h>

/* Does the same as ppoll with pselect (POSIX.1-2001), with two differences: a
 * descriptor whose other end has hung up shows POLLIN, not POLLHUP, if POLLIN
 * was asked for; and a descriptor of FD_SETSIZE or more fails with EINVAL. */
int ppoll_by_pselect(struct pollfd *fds, nfds_t count,
                     const struct timespec *timeout, const sigset_t *mask);

#ifndef HAVE_PPOLL
#define ppoll ppoll_by_pselect
#endif

#endif
