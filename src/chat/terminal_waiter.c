/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/terminal_waiter.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/ppoll.h"
#include "base/signals.h"
#include "chat/announcer.h"
#include "chat/notes.h"
#include "monitor/monitor.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"
#include "terminal/tty.h"

/* What is waited for besides the descriptors of the caller. */
enum { ON_INPUT, ON_SCREEN, ON_ERRORS, ON_MONITOR, ON_NOTES, ON_NETWORK, OWN };

void terminal_waiter_begin(struct terminal_waiter *waiter)
{
    if (waiter->has_begun || (waiter->terminal->is_editor &&
                              !tty_is_ours(waiter->terminal->input_fd)))
        return;
    waiter->has_begun = true;
    waiter->has_told = false;
    waiter->terminal->input.is_dropped = waiter->drops_lines;
    terminal_begin(waiter->terminal);
    terminal_set_text(waiter->terminal, TERMINAL_STATUS, NULL);
    terminal_set_text(waiter->terminal, TERMINAL_PROMPT, _("not connected"));
}

void terminal_waiter_end(struct terminal_waiter *waiter)
{
    if (!waiter->has_begun)
        terminal_begin(waiter->terminal);
    terminal_set_text(waiter->terminal, TERMINAL_PROMPT, NULL);
    waiter->terminal->input.is_dropped = false;
    waiter->has_begun = false; /* begin again at the next wait */
}

/* Carry out a command for which nobody else is needed. */
static void run_command(struct terminal *terminal,
                        const struct user_command *asked)
{
    if (asked->command == COMMAND_HELP || asked->command == COMMAND_UNKNOWN)
        terminal_explain(terminal, asked);
    else if (asked->command == COMMAND_LOG)
        terminal_control_log(terminal, asked->argument);
    else if (asked->command == COMMAND_AGAIN)
        terminal_show_again(terminal);
    else
        terminal_answer(terminal, _("nobody is there yet"));
}

/* Keep the lines that have been typed, or drop them.  An unfinished line stays,
 * so that the user can go on with it. */
static void settle_lines(struct terminal_waiter *waiter)
{
    struct terminal *terminal = waiter->terminal;

    if (terminal->input.lines.length == 0)
        return;
    if (!waiter->has_told)
        terminal_answer(terminal,
                        waiter->drops_lines
                            ? _("nobody is there yet: what you type is not "
                                "sent")
                            : _("nobody is there yet: what you type is sent "
                                "when somebody answers"));
    waiter->has_told = true;
    if (waiter->drops_lines)
        buffer_clear(&terminal->input.lines);
}

/* Commands are carried out, also those after a line: they are not meant for the
 * conversation that may begin later. */
static void read_ahead(struct terminal_waiter *waiter)
{
    struct terminal *terminal = waiter->terminal;
    struct error ignored = {0};
    enum terminal_event event;
    size_t length;

    do {
        event = terminal_read(terminal, NULL, 0, &length, &ignored);
        if (event == TERMINAL_NONE &&
            input_queue_take_command(&terminal->input, &terminal->asked))
            event = TERMINAL_COMMAND;
        if (event == TERMINAL_END || event == TERMINAL_FAILED ||
            (event == TERMINAL_COMMAND &&
             terminal->asked.command == COMMAND_END) ||
            terminal->has_left)
            waiter->user_left = true;
        else if (event == TERMINAL_COMMAND)
            run_command(terminal, &terminal->asked);
    } while (event == TERMINAL_COMMAND && !waiter->user_left);
    settle_lines(waiter);
    terminal_explain_quit(terminal);
}

static bool wants_input(const struct terminal_waiter *waiter)
{
    const struct terminal *terminal = waiter->terminal;

    return terminal->is_person && waiter->has_begun &&
           !terminal->input.finished && tty_is_ours(terminal->input_fd);
}

static void choose_events(const struct terminal_waiter *waiter,
                          struct pollfd own[OWN])
{
    own[ON_INPUT] = (struct pollfd){
        .fd = wants_input(waiter) ? waiter->terminal->input_fd : -1,
        .events = POLLIN,
    };
    own[ON_SCREEN] = (struct pollfd){
        .fd = terminal_undrawn_fd(waiter->terminal), .events = POLLOUT};
    own[ON_ERRORS] =
        (struct pollfd){.fd = message_behind_fd(), .events = POLLOUT};
    own[ON_MONITOR] = (struct pollfd){.fd = waiter->monitor->socket};
    own[ON_NETWORK] = (struct pollfd){.fd = announcer_fd(waiter->announcer),
                                      .events = POLLIN};
    own[ON_NOTES] =
        (struct pollfd){.fd = notes_fd(waiter->notes), .events = POLLIN};
}

static void act(struct terminal_waiter *waiter, const struct pollfd own[OWN])
{
    if (own[ON_INPUT].revents)
        read_ahead(waiter);
    if (own[ON_SCREEN].revents)
        terminal_draw(waiter->terminal);
    if (own[ON_ERRORS].revents)
        message_push();
    if (own[ON_MONITOR].revents)
        waiter->monitor_is_gone = true;
    if (own[ON_NETWORK].revents)
        announcer_take(waiter->announcer, waiter->terminal);
    if (own[ON_NOTES].revents)
        notes_show(waiter->notes, waiter->terminal);
}

static bool is_called_off(const struct terminal_waiter *waiter)
{
    return waiter->signals != 0 || waiter->user_left ||
           waiter->monitor_is_gone;
}

/* Wait as waiter.poll does (base/waiter.h). */
static int wait_with_terminal(void *context, struct pollfd *fds, nfds_t count,
                              int timeout_ms)
{
    struct terminal_waiter *waiter = context;
    struct timespec timeout = {timeout_ms / 1000,
                               timeout_ms % 1000 * 1000000L};
    struct pollfd *all = memory_items(OWN + count, sizeof *all);
    int ready, theirs = 0;

    terminal_waiter_begin(waiter);
    choose_events(waiter, all);
    if (count > 0) /* otherwise `fds` may be NULL */
        memcpy(all + OWN, fds, count * sizeof *fds);
    ready = ppoll(all, OWN + count, timeout_ms < 0 ? NULL : &timeout,
                  waiter->wait_mask);
    waiter->signals |= terminal_signal(waiter->terminal, signals_take());
    if (ready > 0)
        act(waiter, all);
    for (nfds_t i = 0; i < count; i++) {
        fds[i].revents = 0;
        if (ready > 0)
            fds[i].revents = all[OWN + i].revents;
        theirs += fds[i].revents != 0;
    }
    free(all);
    if (!is_called_off(waiter))
        return theirs;
    errno = ECANCELED;
    return -1;
}

struct waiter terminal_waiter_of(struct terminal_waiter *waiter)
{
    return (struct waiter){.poll = wait_with_terminal, .context = waiter};
}
