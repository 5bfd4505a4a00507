/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_dial.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/waiter.h"
#include "crypto/contact.h"
#include "monitor/monitor_setup.h"
#include "net/address.h"
#include "net/dialer.h"
#include "net/proxy.h"

/* How long a call to one place of several may take, in seconds. */
#define PLACE_TIMEOUT_S 3

/* Wait for the network, but no longer than somebody waits for the answer. */
static int poll_with_asker(void *context, struct pollfd *fds, nfds_t count,
                           int timeout_ms)
{
    struct pollfd *all = memory_items(count + 1, sizeof *all);
    bool is_gone;
    int ready;

    memcpy(all, fds, count * sizeof *fds);
    all[count].fd = *(const int *)context;
    ready = poll(all, count + 1, timeout_ms);
    is_gone = ready > 0 && all[count].revents;
    memcpy(fds, all, count * sizeof *fds);
    free(all);
    if (!is_gone)
        return ready;
    errno = ECANCELED;
    return -1;
}

/* Returns the connected socket, or -1 with `error` set. */
static int connect_through(const struct monitor_setup *setup,
                           const struct dialer_call *call,
                           struct address *peer, struct error *error)
{
    return setup->proxy ? proxy_connect(setup->proxy, call, error)
                        : dialer_connect(call, peer, error);
}

/* Call a contact: at the places where it was met last, one after the other.
 * Where another key was met it is not called again, until there is no other
 * place left. */
static int connect_contact(const struct monitor_setup *setup,
                           struct monitor_calls *calls,
                           const struct dialer_call *call,
                           struct address *peer, struct error *error)
{
    struct error first = {0}, later;
    int fd = -1;

    for (size_t i = 0; fd < 0 && i < setup->place_count; i++) {
        struct dialer_call here = *call;

        if (calls->wrong & 1U << i)
            continue;
        here.host = setup->places[i].host;
        here.port = setup->places[i].port;
        if (i + 1 < setup->place_count &&
            (call->timeout_s == 0 || call->timeout_s > PLACE_TIMEOUT_S))
            here.timeout_s = PLACE_TIMEOUT_S;
        calls->last = i;
        fd = connect_through(setup, &here, peer,
                             *first.text ? &later : &first);
    }
    if (fd < 0 && !*first.text)
        error_set(&first,
                  _("cannot call %s: no address is known; call them by their "
                    "address once"),
                  setup->host);
    if (fd < 0) {
        *error = first;
        calls->wrong = 0;
    }
    return fd;
}

int monitor_dial(const struct monitor_setup *setup,
                 struct monitor_calls *calls, int asker, struct address *peer,
                 struct error *error)
{
    const struct waiter waiter = {poll_with_asker, &asker};
    const struct dialer_call call = {
        .host = setup->host,
        .port = setup->port,
        .family = setup->family,
        .timeout_s = setup->timeout_s,
        .waiter = &waiter,
    };
    int fd;

    *peer = (struct address){.length = 0};
    errno = 0;
    fd = setup->places ? connect_contact(setup, calls, &call, peer, error)
                       : connect_through(setup, &call, peer, error);
    /* That a proxy refuses says nothing of whoever is behind it. */
    if (fd < 0 && setup->proxy)
        errno = 0;
    return fd;
}

void monitor_dial_was_wrong(struct monitor_calls *calls)
{
    calls->wrong |= 1U << calls->last;
}
