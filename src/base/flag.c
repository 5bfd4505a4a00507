/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/flag.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"

int flag_init(struct flag *shutdown, struct error *error)
{
    atomic_init(&shutdown->raised, false);
    if (pipe(shutdown->pipe) < 0) {
        error_set_errno(error, errno, _("cannot make a pipe"));
        return -1;
    }
    for (int i = 0; i < 2; i++)
        (void)fcntl(shutdown->pipe[i], F_SETFD, FD_CLOEXEC);
    return 0;
}

void flag_release(struct flag *shutdown)
{
    close(shutdown->pipe[0]);
    close(shutdown->pipe[1]);
}

void flag_raise(struct flag *shutdown)
{
    ssize_t written;

    if (atomic_exchange(&shutdown->raised, true))
        return;
    /* One byte into an empty pipe can only be interrupted. */
    do
        written = write(shutdown->pipe[1], "", 1);
    while (written < 0 && errno == EINTR);
}

bool flag_is_raised(struct flag *shutdown)
{
    return atomic_load(&shutdown->raised);
}

int flag_fd(const struct flag *shutdown)
{
    return shutdown->pipe[0];
}
