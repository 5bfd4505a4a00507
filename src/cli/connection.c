/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/connection.h"

#include <stdbool.h>
#include <stddef.h>
#include <poll.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "chat/door.h"
#include "chat/terminal_waiter.h"
#include "cli/invitation.h"
#include "cli/options.h"
#include "monitor/monitor.h"
#include "monitor/monitor_client.h"
#include "net/address.h"
#include "net/listener.h"
#include "net/transport_tcp.h"
#include "terminal/terminal.h"

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

int connection_listen(const struct options *options,
                      struct terminal *terminal, bool has_page,
                      struct error *error)
{
    struct address bound;
    int listener = listener_open(options->host, options->port, options->family,
                                 &bound, error);

    if (listener >= 0)
        invitation_show(terminal, &bound, has_page);
    return listener;
}

/* Wait until `fd` is readable; with a timeout, perhaps for less.  Returns false
 * when that was called off. */
static bool wait_for(struct terminal_waiter *waiter, int fd, int timeout_ms)
{
    const struct waiter how = terminal_waiter_of(waiter);
    struct pollfd wanted = {.fd = fd, .events = POLLIN};
    int ready;

    do
        ready = waiter_wait(&how, &wanted, 1, timeout_ms);
    while (ready == 0 && timeout_ms < 0); /* a key, or a signal */
    return ready >= 0;
}

int connection_call(struct monitor *monitor, struct terminal_waiter *waiter,
                    const struct options *options, struct door_guest *guest,
                    struct error *error)
{
    struct address peer;
    int fd;

    if (monitor_client_dial(monitor, error) < 0 ||
        !wait_for(waiter, monitor->socket, -1))
        return -1;
    fd = monitor_client_dialled(monitor, &peer, error);
    if (fd < 0)
        return -1;
    *guest = (struct door_guest){
        .transport = transport_tcp_new(fd, options->timeout_s),
        .address = peer,
    };
    return 0;
}

int connection_await(struct door *door, struct terminal *terminal,
                     struct terminal_waiter *waiter, struct door_guest *guest)
{
    door_expect(door);
    while (!door_take(door, guest)) {
        if (!wait_for(waiter, door_fd(door), door_timeout(door)))
            return -1;
        door_step(door);
    }
    forget_typed(terminal);
    return 0;
}
