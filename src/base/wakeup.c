/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/wakeup.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"

int wakeup_init(struct wakeup *wakeup, struct error *error)
{
    atomic_init(&wakeup->is_ringing, false);
    if (pipe(wakeup->pipe) < 0) {
        error_set_errno(error, errno, _("cannot make a pipe"));
        return -1;
    }
    for (int i = 0; i < 2; i++)
        (void)fcntl(wakeup->pipe[i], F_SETFD, FD_CLOEXEC);
    return 0;
}

void wakeup_release(struct wakeup *wakeup)
{
    close(wakeup->pipe[0]);
    close(wakeup->pipe[1]);
}

void wakeup_ring(struct wakeup *wakeup)
{
    ssize_t written;

    if (atomic_exchange(&wakeup->is_ringing, true))
        return;
    /* One byte into an empty pipe can only be interrupted. */
    do
        written = write(wakeup->pipe[1], "", 1);
    while (written < 0 && errno == EINTR);
}

int wakeup_fd(const struct wakeup *wakeup)
{
    return wakeup->pipe[0];
}

void wakeup_take(struct wakeup *wakeup)
{
    ssize_t length;
    char byte;

    do
        length = read(wakeup->pipe[0], &byte, 1);
    while (length < 0 && errno == EINTR);
    /* Only now: who rings before this has written down before it, too. */
    atomic_store(&wakeup->is_ringing, false);
}
