/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/signals.h"
#include "base/waiter.h"
#include "cli/invitation.h"
#include "cli/options.h"
#include "net/address.h"
#include "net/dialer.h"
#include "net/listener.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/tty.h"

/* What goes on at the terminal while a connection is awaited. */
struct watch {
    struct terminal *terminal;
    const sigset_t *wait_mask;
    struct connection_result *result;
    bool has_begun; /* the terminal */
};

/* In the background the terminal is left alone until somebody has called. */
static void begin_if_ours(struct watch *watch)
{
    if (watch->has_begun || (watch->terminal->is_editor &&
                             !tty_is_ours(watch->terminal->input_fd)))
        return;
    watch->has_begun = true;
    terminal_begin(watch->terminal);
    terminal_set_text(watch->terminal, TERMINAL_PROMPT, _("not connected"));
}

/* Lines are kept; commands are carried out. */
static void read_ahead(struct watch *watch)
{
    struct terminal *terminal = watch->terminal;
    struct error ignored = {0};
    enum terminal_event event;
    size_t length;

    do {
        event = terminal_read(terminal, NULL, 0, &length, &ignored);
        if (event == TERMINAL_END || event == TERMINAL_FAILED ||
            (event == TERMINAL_COMMAND &&
             terminal->asked.command == COMMAND_END) ||
            terminal->has_left)
            watch->result->user_left = true;
        else if (event == TERMINAL_COMMAND &&
                 (terminal->asked.command == COMMAND_HELP ||
                  terminal->asked.command == COMMAND_UNKNOWN))
            terminal_explain(terminal, &terminal->asked);
        else if (event == TERMINAL_COMMAND)
            terminal_answer(terminal, _("nobody is there yet"));
    } while (event == TERMINAL_COMMAND && !watch->result->user_left);
}

static bool wants_input(const struct watch *watch)
{
    const struct terminal *terminal = watch->terminal;

    return terminal->is_person && watch->has_begun &&
           !terminal->input.finished && tty_is_ours(terminal->input_fd);
}

static int poll_both(struct watch *watch, struct pollfd *fds, nfds_t count,
                     int timeout_ms)
{
    struct terminal *terminal = watch->terminal;
    struct timespec timeout = {timeout_ms / 1000,
                               timeout_ms % 1000 * 1000000L};
    int ready;

    fds[count] = (struct pollfd){
        .fd = wants_input(watch) ? terminal->input_fd : -1, .events = POLLIN};
    fds[count + 1] = (struct pollfd){.fd = terminal_undrawn_fd(terminal),
                                     .events = POLLOUT};
    ready = ppoll(fds, count + 2, timeout_ms < 0 ? NULL : &timeout,
                  watch->wait_mask);
    watch->result->signals |= terminal_signal(terminal, signals_take());
    if (ready <= 0)
        return 0;
    if (fds[count].revents)
        read_ahead(watch);
    if (fds[count + 1].revents)
        terminal_draw(terminal);
    return ready - (fds[count].revents != 0) - (fds[count + 1].revents != 0);
}

/* As struct waiter has it. */
static int watch_poll(void *context, struct pollfd *fds, nfds_t count,
                      int timeout_ms)
{
    struct watch *watch = context;
    struct pollfd *all = memory_new((count + 2) * sizeof *all);
    int ready;

    begin_if_ours(watch);
    for (nfds_t i = 0; i < count; i++)
        all[i] = fds[i];
    ready = poll_both(watch, all, count, timeout_ms);
    for (nfds_t i = 0; i < count; i++)
        fds[i].revents = ready > 0 ? all[i].revents : 0;
    free(all);
    if (watch->result->signals == 0 && !watch->result->user_left)
        return ready;
    errno = ECANCELED;
    return -1;
}

/* Lines that were typed while nobody was there are not for whoever calls now.
 * An unfinished line stays, so that the user can go on with it. */
static void forget_typed(struct terminal *terminal)
{
    if (!terminal->is_person || terminal->input.lines.length == 0)
        return;
    buffer_clear(&terminal->input.lines);
    terminal_notice(terminal, _("what was typed before the call came is "
                                "not sent"));
}

static int wait_for_call(const struct options *options,
                         struct terminal *terminal,
                         const struct waiter *waiter, struct address *peer,
                         struct error *error)
{
    struct address bound;
    int listener = listener_open(options->host, options->port, options->family,
                                 &bound, error);
    int fd;

    if (listener < 0)
        return -1;
    invitation_show(terminal, &bound);
    fd = listener_accept(listener, waiter, peer, error);
    close(listener); /* one conversation at a time */
    if (fd >= 0)
        forget_typed(terminal);
    return fd;
}

static int call(const struct options *options, struct terminal *terminal,
                const struct waiter *waiter, struct address *peer,
                struct error *error)
{
    const struct dialer_call dialer_call = {
        .host = options->host,
        .port = options->port,
        .family = options->family,
        .timeout_s = options->timeout_s,
        .waiter = waiter,
    };

    terminal_notice(terminal, _("calling %s port %s"), options->host,
                    options->port);
    return dialer_connect(&dialer_call, peer, error);
}

int connection_open(const struct options *options, struct terminal *terminal,
                    const sigset_t *wait_mask,
                    struct connection_result *result, struct error *error)
{
    struct watch watch = {.terminal = terminal,
                          .wait_mask = wait_mask,
                          .result = result};
    const struct waiter waiter = {.poll = watch_poll, .context = &watch};
    int fd;

    begin_if_ours(&watch);
    fd = options->action == ACTION_LISTEN
             ? wait_for_call(options, terminal, &waiter, &result->peer, error)
             : call(options, terminal, &waiter, &result->peer, error);
    if (fd >= 0 && !watch.has_begun)
        terminal_begin(terminal);
    if (fd >= 0)
        terminal_set_text(terminal, TERMINAL_PROMPT, NULL);
    return fd;
}
