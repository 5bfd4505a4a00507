/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/discovery_process.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/memory.h"
#include "monitor/discovery_private.h"

void discovery_process_tell(struct discovery_process *process,
                            const struct discovery_event *event)
{
    if (send(process->socket, event, sizeof *event, MSG_NOSIGNAL) < 0)
        process->is_over = true;
}

void discovery_process_tell_name(struct discovery_process *process,
                                 enum discovery_kind kind, const char *name)
{
    struct discovery_event event = {.kind = kind};

    snprintf(event.name, sizeof event.name, "%s", name);
    discovery_process_tell(process, &event);
}

static void fail(struct discovery_process *process, const char *why)
{
    discovery_process_tell_name(process, DISCOVERY_FAILED, why);
    process->is_over = true;
}

void discovery_process_fail(struct discovery_process *process, int number)
{
    struct error error;

    error_set(&error, "Avahi: %s", avahi.strerror(number));
    fail(process, error.text);
}

/* Take an order from the parent, or notice that the parent is gone. */
static void take_order(struct discovery_process *process)
{
    char order;

    if (recv(process->socket, &order, 1, MSG_DONTWAIT) != 1) {
        process->is_over = true;
        return;
    }
    process->is_paused = order == DISCOVERY_PAUSE;
}

/* Like poll(2), but also watches the parent's socket. */
static int poll_with_parent(struct pollfd *fds, unsigned count, int timeout,
                            void *context)
{
    struct discovery_process *process = context;
    struct pollfd *all = memory_items(count + 1, sizeof *all);
    int ready;

    memcpy(all, fds, count * sizeof *fds);
    all[count] = (struct pollfd){.fd = process->socket, .events = POLLIN};
    ready = poll(all, count + 1, timeout);
    memcpy(fds, all, count * sizeof *fds);
    if (ready > 0 && all[count].revents) {
        take_order(process);
        ready--;
    }
    free(all);
    return ready;
}

int discovery_process_begin(struct discovery_process *process, int socket,
                            AvahiClientCallback on_client, void *context)
{
    struct error error;
    int number = 0;

    *process = (struct discovery_process){.socket = socket};
    if (avahi_library_load(&error) < 0) {
        fail(process, error.text);
        return -1;
    }
    process->poll = avahi.simple_poll_new();
    avahi.simple_poll_set_func(process->poll, poll_with_parent, process);
    process->client = avahi.client_new(avahi.simple_poll_get(process->poll),
                                       0, on_client, context, &number);
    if (!process->client)
        discovery_process_fail(process, number);
    return process->client ? 0 : -1;
}

bool discovery_process_step(struct discovery_process *process)
{
    return !process->is_over &&
           avahi.simple_poll_iterate(process->poll, -1) == 0;
}
