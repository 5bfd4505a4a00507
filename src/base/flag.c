/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/flag.h"

#include <errno.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/i18n.h"

int flag_init(struct flag *flag, struct error *error)
{
    atomic_init(&flag->raised, false);
    if (descriptor_pipe(flag->pipe) < 0) {
        error_set_errno(error, errno, _("cannot make a pipe"));
        return -1;
    }
    return 0;
}

void flag_release(struct flag *flag)
{
    close(flag->pipe[0]);
    close(flag->pipe[1]);
}

void flag_raise(struct flag *flag)
{
    ssize_t written;

    if (atomic_exchange(&flag->raised, true))
        return;
    /* Writing one byte to an empty pipe can only fail with EINTR. */
    do
        written = write(flag->pipe[1], "", 1);
    while (written < 0 && errno == EINTR);
}

bool flag_is_raised(struct flag *flag)
{
    return atomic_load(&flag->raised);
}

void flag_lower(struct flag *flag)
{
    ssize_t length;
    char byte;

    if (!atomic_load(&flag->raised))
        return;
    do
        length = read(flag->pipe[0], &byte, 1);
    while (length < 0 && errno == EINTR);
    /* Only now: whatever a thread wrote before it raised the flag is visible
     * once its byte has been read. */
    atomic_store(&flag->raised, false);
}

int flag_fd(const struct flag *flag)
{
    return flag->pipe[0];
}
