/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/connection.h"

#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/waiter.h"
#include "cli/invitation.h"
#include "cli/options.h"
#include "net/address.h"
#include "net/dialer.h"
#include "net/listener.h"
#include "terminal/terminal.h"

/* Lines that were typed while nobody was there are not for whoever calls now.
 * An unfinished line stays, so that the user can go on with it. */
static void forget_typed(struct terminal *terminal)
{
    char line[4096];
    bool has_lines = false;
    int count;

    while (terminal->is_person &&
           ioctl(terminal->input_fd, FIONREAD, &count) == 0 && count > 0 &&
           read(terminal->input_fd, line, sizeof line) > 0)
        has_lines = true;
    if (has_lines)
        terminal_notice(terminal, _("what was typed before the call came is "
                                    "not sent"));
}

static int wait_for_call(const struct options *options,
                         struct terminal *terminal, struct address *peer,
                         struct error *error)
{
    struct address bound;
    int listener = listener_open(options->host, options->port, options->family,
                                 &bound, error);
    int fd;

    if (listener < 0)
        return -1;
    invitation_show(terminal, &bound);
    fd = listener_accept(listener, &waiter_plain, peer, error);
    close(listener); /* one conversation at a time */
    forget_typed(terminal);
    return fd;
}

static int call(const struct options *options, struct terminal *terminal,
                struct address *peer, struct error *error)
{
    const struct dialer_call dialer_call = {
        .host = options->host,
        .port = options->port,
        .family = options->family,
        .timeout_s = options->timeout_s,
        .waiter = &waiter_plain,
    };

    terminal_notice(terminal, _("calling %s port %s"), options->host,
                    options->port);
    return dialer_connect(&dialer_call, peer, error);
}

int connection_open(const struct options *options, struct terminal *terminal,
                    struct address *peer, struct error *error)
{
    return options->action == ACTION_LISTEN
               ? wait_for_call(options, terminal, peer, error)
               : call(options, terminal, peer, error);
}
