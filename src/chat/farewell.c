/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/farewell.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/signals.h"
#include "terminal/terminal.h"

/* Wait for a key.  Returns false when a signal says to leave. */
static bool wait_for_key(struct terminal *terminal, const sigset_t *wait_mask)
{
    struct pollfd fds[] = {
        {.fd = terminal->input_fd, .events = POLLIN},
        {.fd = terminal_behind_fd(terminal), .events = POLLOUT},
    };
    int count = ppoll(fds, 2, NULL, wait_mask);
    unsigned arrived = signals_take();

    terminal_follow(terminal, arrived);
    if (arrived & (SIGNALS_INTERRUPT | SIGNALS_LEAVE))
        return false;
    if (count > 0 && fds[1].revents)
        terminal_draw(terminal);
    if (count > 0 && fds[0].revents)
        terminal_linger(terminal);
    return true;
}

void farewell_wait(struct terminal *terminal, const sigset_t *wait_mask)
{
    while (!terminal->has_left && wait_for_key(terminal, wait_mask))
        ;
}
