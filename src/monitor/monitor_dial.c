/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_dial.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/waiter.h"
#include "monitor/monitor_setup.h"
#include "net/address.h"
#include "net/dialer.h"
#include "net/proxy.h"

/* How long a call to one place of several may take, in seconds. */
#define PLACE_TIMEOUT_S 3

/* How many announcements may send one round of calls back to its beginning.
 * More could keep it from ever reaching the other places. */
#define NEWS_MAX 8

/* A call that is being made. */
struct attempt {
    const struct monitor_setup *setup;
    struct monitor_places *places;
    int asker;
    unsigned news; /* how often the contact has announced itself */
};

/* ---- Waiting ------------------------------------------------------------- */

/* Wait for the network, as waiter.poll does, but cancel the call when nobody
 * waits for the reply any more, or when there is a better place to call. */
static int poll_with_asker(void *context, struct pollfd *fds, nfds_t count,
                           int timeout_ms)
{
    struct attempt *attempt = context;
    struct pollfd *all = memory_items(count + 2, sizeof *all);
    struct pollfd *own = all + count;
    bool is_called_off;
    int ready;

    if (count > 0) /* otherwise `fds` may be NULL */
        memcpy(all, fds, count * sizeof *fds);
    own[0] = (struct pollfd){.fd = attempt->asker, .events = POLLIN};
    own[1] = (struct pollfd){.fd = attempt->places->discovery.fd,
                             .events = POLLIN};
    if (attempt->news == NEWS_MAX)
        own[1].fd = -1;
    ready = poll(all, count + 2, timeout_ms);
    is_called_off = ready > 0 && own[0].revents;
    if (ready > 0 && own[1].revents) {
        ready--;
        if (monitor_places_take(attempt->places, attempt->setup->contact)) {
            attempt->news++;
            is_called_off = true;
        }
    }
    if (count > 0)
        memcpy(fds, all, count * sizeof *fds);
    free(all);
    if (!is_called_off)
        return ready;
    errno = ECANCELED;
    return -1;
}

/* Wait until `until`, or until the call is cancelled, or until the contact
 * announces itself. */
static void wait_until(struct attempt *attempt, int64_t until)
{
    int left;

    while ((left = clock_ms_left(until)) > 0)
        if (poll_with_asker(attempt, NULL, 0, left) < 0)
            return;
}

static bool is_asked(const struct attempt *attempt)
{
    struct pollfd asker = {.fd = attempt->asker, .events = POLLIN};

    return poll(&asker, 1, 0) > 0;
}

/* ---- Calls --------------------------------------------------------------- */

/* Connect through the proxy.  Returns the connected socket, or -1 with `error`
 * set. */
static int connect_through(const struct monitor_setup *setup,
                           const struct dialer_call *call,
                           struct address *peer, struct error *error)
{
    return setup->proxy ? proxy_connect(setup->proxy, call, error)
                        : dialer_connect(call, peer, error);
}

/* Call at one place.  The timeout is short if there are other places to try,
 * or if the contact itself may call or announce itself in the meantime. */
static int connect_place(const struct attempt *attempt,
                         const struct contact_place *place,
                         const struct dialer_call *call,
                         struct address *peer, struct error *error)
{
    const struct monitor_places *places = attempt->places;
    bool is_last = places->last + 1 == places->count;
    struct dialer_call here = *call;

    here.host = place->host;
    here.port = place->port;
    if ((!is_last || attempt->setup->meets) &&
        (call->timeout_s == 0 || call->timeout_s > PLACE_TIMEOUT_S))
        here.timeout_s = PLACE_TIMEOUT_S;
    return connect_through(attempt->setup, &here, peer, error);
}

/* Call at the remaining places of this round, one after the other, until one
 * answers or the call is cancelled. */
static int connect_round(struct attempt *attempt,
                         const struct dialer_call *call,
                         struct address *peer, struct error *error)
{
    const struct contact_place *place;
    struct error later;
    int fd = -1;

    while (fd < 0 && !is_asked(attempt) &&
           (place = monitor_places_next(attempt->places)))
        fd = connect_place(attempt, place, call, peer,
                           *error->text ? &later : error);
    return fd;
}

static void say_no_place(const struct monitor_setup *setup,
                         struct error *error)
{
    if (setup->meets)
        error_set(error, _("no address of %s is known yet"), setup->host);
    else
        error_set(error,
                  _("cannot call %s: no address is known; call them by their "
                    "address once"),
                  setup->host);
}

/* Call a contact.  A place where another key was met is called again only if
 * the contact is at none of the others, and is not found in this network
 * either. */
static int connect_contact(struct attempt *attempt,
                           const struct dialer_call *call,
                           struct address *peer, struct error *error)
{
    struct monitor_places *places = attempt->places;
    struct error first = {0};
    int fd;

    monitor_places_rewind(places);
    fd = connect_round(attempt, call, peer, &first);
    while (fd < 0 && monitor_places_any_wrong(places) &&
           !is_asked(attempt) && clock_ms_left(places->looks_until) > 0) {
        wait_until(attempt, places->looks_until);
        fd = connect_round(attempt, call, peer, &first);
    }
    if (fd >= 0)
        return fd;
    if (!*first.text)
        say_no_place(attempt->setup, &first);
    *error = first;
    monitor_places_retry_wrong(places);
    return -1;
}

int monitor_dial(const struct monitor_setup *setup,
                 struct monitor_places *places, int asker, unsigned delay_ms,
                 struct address *peer, struct error *error)
{
    struct attempt attempt = {setup, places, asker, 0};
    const struct waiter waiter = {poll_with_asker, &attempt};
    const struct dialer_call call = {
        .host = setup->host,
        .port = setup->port,
        .family = setup->family,
        .timeout_s = setup->timeout_s,
        .waiter = &waiter,
    };
    int fd;

    monitor_places_begin(places, setup);
    wait_until(&attempt, clock_monotonic_ms() + delay_ms);
    *peer = (struct address){.length = 0};
    errno = 0;
    fd = setup->contact ? connect_contact(&attempt, &call, peer, error)
                        : connect_through(setup, &call, peer, error);
    /* A refusal of the proxy says nothing about the host behind it. */
    if (fd < 0 && setup->proxy)
        errno = 0;
    return fd;
}
