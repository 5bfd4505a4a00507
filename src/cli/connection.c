/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/connection.h"

#include <stdbool.h>
#include <stddef.h>
#include <poll.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "chat/door.h"
#include "chat/notes.h"
#include "chat/terminal_waiter.h"
#include "cli/invitation.h"
#include "cli/options.h"
#include "monitor/monitor.h"
#include "monitor/monitor_client.h"
#include "net/address.h"
#include "net/listener.h"
#include "net/transport_tcp.h"
#include "terminal/terminal.h"

int connection_listen(const struct options *options,
                      struct terminal *terminal,
                      const struct invitation *invitation,
                      struct error *error)
{
    struct address bound;
    int listener = listener_open(options->host, options->port, options->family,
                                 &bound, error);

    if (listener >= 0)
        invitation_show(terminal, &bound, invitation);
    return listener;
}

/* Wait until `fd` is readable, or, if there is a timeout, until anything
 * happens.  Returns false when the user has cancelled the wait. */
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

    if (monitor_client_dial(monitor, 0, error) < 0 ||
        !wait_for(waiter, monitor->socket, -1))
        return -1;
    fd = monitor_client_dialled(monitor, &peer, error);
    if (fd < 0)
        return -1;
    *guest = (struct door_guest){
        .transport = transport_tcp_new(fd, options->timeout_s),
        .address = peer,
        .was_called = true,
    };
    return 0;
}

int connection_await(struct door *door, struct terminal_waiter *waiter,
                     struct door_guest *guest)
{
    door_expect(door);
    while (!door_take(door, guest)) {
        if (!wait_for(waiter, door_fd(door), door_timeout(door)))
            return -1;
        door_step(door);
    }
    return 0;
}

/* ---- Through a command --------------------------------------------------- */

/* How long after one start of the command the next one is, in ms. */
#define COMMAND_AGAIN_MS 1000

/* Find out how the last run of the command has ended. */
static int judge_command(struct monitor *monitor,
                         struct terminal_waiter *waiter, struct error *error)
{
    bool has_failed = false;

    if (monitor_client_hang_up(monitor, &has_failed, error) < 0)
        return -1;
    notes_show_all(waiter->notes, waiter->terminal);
    if (!has_failed)
        return 0;
    error_set(error, _("the command of --via has failed"));
    return -1;
}

static int start_command(struct door *door, struct monitor *monitor,
                         struct terminal_waiter *waiter, int64_t *last_start,
                         struct error *error)
{
    const struct waiter how = terminal_waiter_of(waiter);
    struct address nobody;
    int left, fd;

    if (judge_command(monitor, waiter, error) < 0)
        return -1;
    while (*last_start != 0 &&
           (left = clock_ms_left(*last_start + COMMAND_AGAIN_MS)) > 0)
        if (waiter_wait(&how, NULL, 0, left) < 0)
            return -1;
    *last_start = clock_monotonic_ms();
    if (monitor_client_dial(monitor, 0, error) < 0)
        return -1;
    fd = monitor_client_dialled(monitor, &nobody, error);
    if (fd < 0)
        return -1;
    door_admit(door, fd);
    return 0;
}

int connection_await_command(struct door *door, struct monitor *monitor,
                             struct terminal_waiter *waiter,
                             int64_t *last_start, struct door_guest *guest,
                             struct error *error)
{
    door_expect(door);
    while (!door_take(door, guest)) {
        if (door_is_empty(door) &&
            start_command(door, monitor, waiter, last_start, error) < 0)
            return -1;
        if (!wait_for(waiter, door_fd(door), door_timeout(door)))
            return -1;
        door_step(door);
    }
    return 0;
}
