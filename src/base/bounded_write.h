/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* bounded_write: writes to a descriptor that may block, and returns soon.
 *
 * Some descriptors cannot be made non-blocking: their flags belong to other
 * processes too (the shell, a pager), and no second descriptor for the same
 * thing can be opened (a terminal of another user, behind su).  Asking poll(2)
 * first is not enough there: a terminal may have room for only a part, and
 * between the two calls another process may fill the pipe or Ctrl-S may be
 * pressed. */
#ifndef CHARLA_BOUNDED_WRITE_H
#define CHARLA_BOUNDED_WRITE_H

#include <stddef.h>
#include <sys/types.h>

/* How long a call may take, in ms. */
#define BOUNDED_WRITE_MS 20

/* Like write(2), but never blocks for much longer than BOUNDED_WRITE_MS.
 * Returns how many bytes were written by then; -1 with errno EAGAIN if none
 * were.  Does not change the flags of `fd`.  For any thread. */
ssize_t bounded_write(int fd, const void *data, size_t length);

#endif
