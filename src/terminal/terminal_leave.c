/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_leave.h"

#include <poll.h>
#include <time.h>

#include "base/i18n.h"
#include "base/message.h"
#include "base/signals.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/tty.h"

/* Wait for a key, `timeout_ms` at most (-1: for ever).  Returns what the user
 * does then: `typing` if nothing has happened, TERMINAL_INTERRUPTED for a
 * signal, too. */
static enum terminal_typing wait_for_key(struct terminal *terminal,
                                         const sigset_t *wait_mask,
                                         int timeout_ms,
                                         enum terminal_typing typing)
{
    struct pollfd fds[] = {
        {.fd = terminal->input_fd, .events = POLLIN},
        {.fd = terminal_undrawn_fd(terminal), .events = POLLOUT},
    };
    struct timespec timeout = {0, timeout_ms * 1000000L};
    int count = ppoll(fds, 2, timeout_ms < 0 ? NULL : &timeout, wait_mask);
    unsigned arrived = signals_take();

    (void)terminal_signal(terminal, arrived & ~(unsigned)SIGNALS_INTERRUPT);
    if (arrived & (SIGNALS_INTERRUPT | SIGNALS_LEAVE))
        return TERMINAL_INTERRUPTED;
    if (count > 0 && fds[1].revents)
        terminal_draw(terminal);
    if (count > 0 && fds[0].revents)
        return terminal_drain(terminal);
    return count == 0 ? TERMINAL_IDLE : typing;
}

static bool is_busy(enum terminal_typing typing)
{
    return typing == TERMINAL_TYPING || typing == TERMINAL_HALF_LINE ||
           typing == TERMINAL_PASTING;
}

/* Wait until Enter is pressed. */
static enum terminal_typing wait_for_enter(struct terminal *terminal,
                                           const sigset_t *wait_mask,
                                           enum terminal_typing typing)
{
    while (is_busy(typing)) {
        typing = wait_for_key(terminal, wait_mask, -1, typing);
        if (typing == TERMINAL_IDLE)
            typing = TERMINAL_TYPING; /* the line was emptied */
    }
    return typing;
}

/* Drop what follows without a pause: a line end may be one of many in a paste
 * whose beginning and end the terminal does not mark. */
static void wait_for_quiet(struct terminal *terminal,
                           const sigset_t *wait_mask,
                           enum terminal_typing typing)
{
    while (is_busy(typing) || typing == TERMINAL_LEFT)
        typing = wait_for_key(terminal, wait_mask, TTY_QUIET_MS, typing);
}

void terminal_leave(struct terminal *terminal, const sigset_t *wait_mask,
                    bool asked)
{
    enum terminal_typing typing = terminal_drain(terminal);
    bool is_said = typing == TERMINAL_HALF_LINE && !asked;

    if (typing == TERMINAL_PASTING)
        terminal_answer(terminal,
                        _("what you are pasting is not sent; if it has no "
                          "end, press Ctrl-C twice"));
    while (typing == TERMINAL_PASTING)
        typing = wait_for_key(terminal, wait_mask, -1, typing);
    if (is_busy(typing) && !asked) {
        terminal_answer(terminal, typing == TERMINAL_HALF_LINE
                                      ? _("the line you were typing was not "
                                          "sent; press Enter to leave")
                                      : _("press Enter to leave"));
        typing = wait_for_enter(terminal, wait_mask, typing);
    }
    if (typing == TERMINAL_HALF_LINE || typing == TERMINAL_LEFT)
        wait_for_quiet(terminal, wait_mask, typing);
    if (terminal_finish(terminal) && !is_said)
        message_say(_("the line you were typing was not sent"));
}
