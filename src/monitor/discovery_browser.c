/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/discovery_private.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "monitor/avahi_library.h"
#include "monitor/discovery.h"
#include "monitor/discovery_process.h"

/* How many ways are handled at a time; a way is an announcement on one
 * interface by one version of IP.  That is enough for 256 people on two
 * networks with IPv4 and IPv6 each; more are made only to hide others. */
#define WAYS_MAX 1024

struct browser {
    struct discovery_process process;
    unsigned resolving; /* resolvers that have not answered yet */
    unsigned present;   /* ways that have come and not gone */
    bool has_all;       /* Avahi knows of no more for now */
};

static void tell_if_all(struct browser *browser)
{
    if (browser->has_all && browser->resolving == 0)
        discovery_process_tell_name(&browser->process, DISCOVERY_ALL, "");
}

static unsigned way_of(AvahiIfIndex interface, AvahiProtocol protocol)
{
    return (unsigned)interface * 2 + (protocol == AVAHI_PROTO_INET6);
}

/* ---- One announcement ---------------------------------------------------- */

static void take_text(AvahiStringList *texts, const char *key,
                      char room[ANNOUNCEMENT_TAG_MAX])
{
    AvahiStringList *found = avahi.string_list_find(texts, key);
    char *value = NULL;

    if (!found || avahi.string_list_get_pair(found, NULL, &value, NULL) < 0)
        return;
    if (value)
        snprintf(room, ANNOUNCEMENT_TAG_MAX, "%s", value);
    avahi.free(value);
}

/* Write the address, with the interface if it is link-local: Avahi gives that
 * separately. */
static void write_address(struct discovery_event *event,
                          AvahiIfIndex interface, const AvahiAddress *address)
{
    char name[IF_NAMESIZE];
    size_t length;

    avahi.address_snprint(event->address, sizeof event->address, address);
    length = strlen(event->address);
    if (address->proto == AVAHI_PROTO_INET6 &&
        strncasecmp(event->address, "fe80:", 5) == 0 && interface > 0 &&
        if_indextoname((unsigned)interface, name))
        snprintf(event->address + length, sizeof event->address - length,
                 "%%%s", name);
}

static void on_resolved(AvahiServiceResolver *resolver, AvahiIfIndex interface,
                        AvahiProtocol protocol, AvahiResolverEvent what,
                        const char *name, const char *type,
                        const char *domain, const char *host,
                        const AvahiAddress *address, uint16_t port,
                        AvahiStringList *texts, AvahiLookupResultFlags flags,
                        void *context)
{
    struct browser *browser = context;
    struct discovery_event event = {
        .kind = DISCOVERY_FOUND,
        .way = way_of(interface, protocol),
        .port = port,
    };

    (void)type, (void)domain, (void)host, (void)flags;
    browser->resolving--;
    if (what == AVAHI_RESOLVER_FOUND) {
        snprintf(event.name, sizeof event.name, "%s", name);
        write_address(&event, interface, address);
        take_text(texts, "n", event.tag.salt);
        take_text(texts, "h", event.tag.hash);
        discovery_process_tell(&browser->process, &event);
    }
    avahi.service_resolver_free(resolver);
    tell_if_all(browser);
}

/* ---- All of them --------------------------------------------------------- */

/* Ask for the address, of the same version of IP as the way: otherwise a
 * machine that has both would be known by only one. */
static void resolve(struct browser *browser, AvahiIfIndex interface,
                    AvahiProtocol protocol, const char *name, const char *type,
                    const char *domain)
{
    browser->present++;
    if (browser->present <= WAYS_MAX &&
        avahi.service_resolver_new(browser->process.client, interface,
                                   protocol, name, type, domain, protocol, 0,
                                   on_resolved, browser))
        browser->resolving++;
}

static void forget(struct browser *browser, AvahiIfIndex interface,
                   AvahiProtocol protocol, const char *name)
{
    struct discovery_event event = {
        .kind = DISCOVERY_GONE,
        .way = way_of(interface, protocol),
    };

    browser->present -= browser->present > 0;
    snprintf(event.name, sizeof event.name, "%s", name);
    discovery_process_tell(&browser->process, &event);
}

static void on_browsed(AvahiServiceBrowser *of, AvahiIfIndex interface,
                       AvahiProtocol protocol, AvahiBrowserEvent what,
                       const char *name, const char *type, const char *domain,
                       AvahiLookupResultFlags flags, void *context)
{
    struct browser *browser = context;
    struct discovery_process *process = &browser->process;

    (void)of, (void)flags;
    switch (what) {
    case AVAHI_BROWSER_NEW:
        resolve(browser, interface, protocol, name, type, domain);
        break;
    case AVAHI_BROWSER_REMOVE:
        forget(browser, interface, protocol, name);
        break;
    case AVAHI_BROWSER_ALL_FOR_NOW:
        browser->has_all = true;
        tell_if_all(browser);
        break;
    case AVAHI_BROWSER_FAILURE:
        discovery_process_fail(process, avahi.client_errno(process->client));
        break;
    case AVAHI_BROWSER_CACHE_EXHAUSTED:
        break;
    }
}

static void on_client(AvahiClient *client, AvahiClientState state,
                      void *context)
{
    struct browser *browser = context;

    browser->process.client = client;
    if (state == AVAHI_CLIENT_FAILURE)
        discovery_process_fail(&browser->process, avahi.client_errno(client));
}

void discovery_run_browser(int socket, const char *code)
{
    struct browser browser = {.has_all = false};
    struct discovery_process *process = &browser.process;
    char type[64];

    snprintf(type, sizeof type, code ? "_c%s._sub.%s" : "%s%s",
             code ? code : "", DISCOVERY_SERVICE);
    if (discovery_process_begin(process, socket, on_client, &browser) < 0)
        return;
    if (!process->is_over &&
        !avahi.service_browser_new(process->client, AVAHI_IF_UNSPEC,
                                   AVAHI_PROTO_UNSPEC, type, NULL, 0,
                                   on_browsed, &browser))
        discovery_process_fail(process, avahi.client_errno(process->client));
    while (discovery_process_step(process))
        ;
}
