/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_leave.h"

#include <stdint.h>
#include <sys/ioctl.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/message.h"
#include "base/ppoll.h"
#include "base/signals.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"
#include "terminal/tty.h"

/* The longest sequence of bytes that one key sends. */
#define KEY_MAX 8

struct leaving {
    struct terminal *terminal;
    const sigset_t *wait_mask;
    enum terminal_typing typing;
    unsigned signals; /* that have asked for the end */
    bool goes_on; /* more came at once than even a held key sends */
};

/* Wait for a key, at most `timeout_ms` (-1: for ever), and set `typing` to what
 * the user does.  It stays the same after a signal that does not end the
 * program. */
static void wait_for_key(struct leaving *leaving, int timeout_ms)
{
    struct terminal *terminal = leaving->terminal;
    struct pollfd fds[] = {
        {.fd = terminal->input_fd, .events = POLLIN},
        {.fd = terminal_undrawn_fd(terminal), .events = POLLOUT},
    };
    struct timespec timeout = {0, timeout_ms * 1000000L};
    int count = ppoll(fds, 2, timeout_ms < 0 ? NULL : &timeout,
                      leaving->wait_mask);
    unsigned arrived = signals_take();
    int length = 0;

    leaving->goes_on = false;
    (void)terminal_signal(terminal, arrived & ~(unsigned)SIGNALS_INTERRUPT);
    leaving->signals |= arrived & (SIGNALS_INTERRUPT | SIGNALS_LEAVE);
    if (arrived & (SIGNALS_INTERRUPT | SIGNALS_LEAVE)) {
        leaving->typing = TERMINAL_INTERRUPTED;
        return;
    }
    if (count > 0 && fds[1].revents)
        terminal_draw(terminal);
    if (count > 0 && fds[0].revents) {
        leaving->goes_on = ioctl(fds[0].fd, FIONREAD, &length) == 0 &&
                           length > KEY_MAX;
        leaving->typing = terminal_drain(terminal);
    }
}

static bool is_busy(enum terminal_typing typing)
{
    return typing == TERMINAL_TYPING || typing == TERMINAL_HALF_LINE ||
           typing == TERMINAL_PASTING;
}

/* Wait until Enter is pressed. */
static void wait_for_enter(struct leaving *leaving)
{
    while (is_busy(leaving->typing)) {
        wait_for_key(leaving, -1);
        if (leaving->typing == TERMINAL_IDLE)
            leaving->typing = TERMINAL_TYPING; /* the line was emptied */
    }
}

/* Drop the rest of a paste: where the terminal does not mark its beginning and
 * end, a line end may be one of many in it. */
static void wait_for_quiet(struct leaving *leaving)
{
    int64_t now = clock_monotonic_ms(), end = now + TTY_QUIET_MS;

    while (now < end &&
           (is_busy(leaving->typing) || leaving->typing == TERMINAL_LEFT)) {
        wait_for_key(leaving, (int)(end - now));
        now = clock_monotonic_ms();
        if (leaving->goes_on)
            end = now + TTY_QUIET_MS;
    }
}

unsigned terminal_leave(struct terminal *terminal, const sigset_t *wait_mask,
                        bool asked)
{
    struct leaving leaving = {.terminal = terminal,
                              .wait_mask = wait_mask,
                              .typing = terminal_drain(terminal)};
    bool is_said = leaving.typing == TERMINAL_HALF_LINE && !asked;

    if (leaving.typing == TERMINAL_PASTING)
        terminal_answer(terminal,
                        _("the text you are pasting is not sent; if it does "
                          "not end, press Ctrl-C twice"));
    while (leaving.typing == TERMINAL_PASTING)
        wait_for_key(&leaving, -1);
    if (is_busy(leaving.typing) && !asked) {
        terminal_answer(terminal, leaving.typing == TERMINAL_HALF_LINE
                                      ? _("the line you were typing was not "
                                          "sent; press Enter to leave")
                                      : _("press Enter to leave"));
        wait_for_enter(&leaving);
    }
    if (leaving.typing == TERMINAL_HALF_LINE ||
        leaving.typing == TERMINAL_LEFT)
        wait_for_quiet(&leaving);
    if (terminal_finish(terminal) && !is_said)
        message_say(_("the line you were typing was not sent"));
    return leaving.signals;
}
