/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/discovery_private.h"

#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "monitor/avahi_library.h"
#include "monitor/discovery.h"

#define SERVICE "_charla._tcp"

/* So many announcements are looked at at a time; whoever makes more is hiding
 * others. */
#define SERVICES_MAX 256

/* The process, which is one announcer or one browser. */
struct finder {
    int socket;
    bool is_over;
    AvahiSimplePoll *poll;
    AvahiClient *client;
    /* The announcer's. */
    struct discovery_announcement what;
    AvahiEntryGroup *group;
    bool is_paused;
    /* The browser's. */
    char type[64];
    unsigned resolving; /* resolvers that have not answered yet */
    unsigned present;   /* announcements that have come and not gone */
    bool has_all; /* Avahi knows of no more by now */
};

static void tell(struct finder *finder, const struct discovery_event *event)
{
    if (send(finder->socket, event, sizeof *event, MSG_NOSIGNAL) < 0)
        finder->is_over = true;
}

static void tell_name(struct finder *finder, enum discovery_kind kind,
                      const char *name)
{
    struct discovery_event event = {.kind = kind};

    snprintf(event.name, sizeof event.name, "%s", name);
    tell(finder, &event);
}

static void fail(struct finder *finder, const char *why)
{
    tell_name(finder, DISCOVERY_FAILED, why);
    finder->is_over = true;
}

static void fail_with(struct finder *finder, int number)
{
    struct error error;

    error_set(&error, _("this network cannot be looked around in: %s"),
              avahi.strerror(number));
    fail(finder, error.text);
}

/* ---- The loop ------------------------------------------------------------ */

/* Take an order of the parent's, or its end. */
static void obey(struct finder *finder)
{
    char order;

    if (recv(finder->socket, &order, 1, MSG_DONTWAIT) != 1) {
        finder->is_over = true;
        return;
    }
    finder->is_paused = order == DISCOVERY_PAUSE;
}

/* As poll(2), and the parent's socket is looked at too. */
static int poll_with_parent(struct pollfd *fds, unsigned count, int timeout,
                            void *context)
{
    struct finder *finder = context;
    struct pollfd *all = memory_items(count + 1, sizeof *all);
    int ready;

    memcpy(all, fds, count * sizeof *fds);
    all[count] = (struct pollfd){.fd = finder->socket, .events = POLLIN};
    ready = poll(all, count + 1, timeout);
    memcpy(fds, all, count * sizeof *fds);
    if (ready > 0 && all[count].revents) {
        obey(finder);
        ready--;
    }
    free(all);
    return ready;
}

/* Connect to the daemon.  Returns 0, or -1 when that has been told. */
static int begin(struct finder *finder, AvahiClientCallback on_client)
{
    struct error error;
    int number = 0;

    if (avahi_library_load(&error) < 0) {
        fail(finder, error.text);
        return -1;
    }
    finder->poll = avahi.simple_poll_new();
    avahi.simple_poll_set_func(finder->poll, poll_with_parent, finder);
    finder->client = avahi.client_new(avahi.simple_poll_get(finder->poll), 0,
                                      on_client, finder, &number);
    if (!finder->client)
        fail_with(finder, number);
    return finder->client ? 0 : -1;
}

/* ---- Announcing ---------------------------------------------------------- */

static void publish(struct finder *finder, AvahiClient *client);

static void on_group(AvahiEntryGroup *group, AvahiEntryGroupState state,
                     void *context)
{
    struct finder *finder = context;
    char *other;

    finder->group = group;
    if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
        tell_name(finder, DISCOVERY_ANNOUNCED, finder->what.name);
    } else if (state == AVAHI_ENTRY_GROUP_COLLISION) {
        other = avahi.alternative_service_name(finder->what.name);
        snprintf(finder->what.name, sizeof finder->what.name, "%s", other);
        avahi.free(other);
        avahi.entry_group_reset(group);
        publish(finder, finder->client);
    } else if (state == AVAHI_ENTRY_GROUP_FAILURE) {
        fail_with(finder, avahi.client_errno(finder->client));
    }
}

static int add_service(struct finder *finder)
{
    char salt[32], hash[32];
    AvahiStringList *texts;
    int number;

    snprintf(salt, sizeof salt, "n=%s", finder->what.tag.salt);
    snprintf(hash, sizeof hash, "h=%s", finder->what.tag.hash);
    texts = avahi.string_list_new("v=1", salt, hash, NULL);
    number = avahi.entry_group_add_service_strlst(
        finder->group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, 0,
        finder->what.name, SERVICE, NULL, NULL, (uint16_t)finder->what.port,
        texts);
    avahi.string_list_free(texts);
    return number;
}

static int add_code(struct finder *finder)
{
    char subtype[64];

    if (*finder->what.code == '\0')
        return 0;
    snprintf(subtype, sizeof subtype, "_c%s._sub." SERVICE,
             finder->what.code);
    return avahi.entry_group_add_service_subtype(
        finder->group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, 0,
        finder->what.name, SERVICE, NULL, subtype);
}

static void publish(struct finder *finder, AvahiClient *client)
{
    int number = 0;
    char *other;

    if (!finder->group)
        finder->group = avahi.entry_group_new(client, on_group, finder);
    if (!finder->group || !avahi.entry_group_is_empty(finder->group))
        return;
    while ((number = add_service(finder)) == AVAHI_ERR_COLLISION) {
        other = avahi.alternative_service_name(finder->what.name);
        snprintf(finder->what.name, sizeof finder->what.name, "%s", other);
        avahi.free(other);
    }
    if (number == 0)
        number = add_code(finder);
    if (number == 0)
        number = avahi.entry_group_commit(finder->group);
    if (number < 0)
        fail_with(finder, number);
}

static void on_announcing_client(AvahiClient *client, AvahiClientState state,
                                 void *context)
{
    struct finder *finder = context;

    finder->client = client;
    if (state == AVAHI_CLIENT_S_RUNNING)
        publish(finder, client);
    else if (state == AVAHI_CLIENT_FAILURE)
        fail_with(finder, avahi.client_errno(client));
    else if (finder->group) /* the machine gets another name */
        avahi.entry_group_reset(finder->group);
}

/* Do what the last order says. */
static void follow_order(struct finder *finder)
{
    if (!finder->group)
        return;
    if (finder->is_paused)
        avahi.entry_group_reset(finder->group);
    else
        publish(finder, finder->client);
}

void discovery_run_announcer(int socket,
                             const struct discovery_announcement *what)
{
    struct finder finder = {.socket = socket, .what = *what};
    bool was_paused = false;

    if (begin(&finder, on_announcing_client) < 0)
        return;
    while (!finder.is_over &&
           avahi.simple_poll_iterate(finder.poll, -1) == 0) {
        if (finder.is_paused != was_paused)
            follow_order(&finder);
        was_paused = finder.is_paused;
    }
    avahi.client_free(finder.client); /* which withdraws it */
}

/* ---- Browsing ------------------------------------------------------------ */

static void tell_if_all(struct finder *finder)
{
    if (finder->has_all && finder->resolving == 0)
        tell_name(finder, DISCOVERY_ALL, "");
}

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

/* A link-local address is good on one interface, which Avahi tells apart. */
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
    struct finder *finder = context;
    struct discovery_event event = {.kind = DISCOVERY_FOUND, .port = port};

    (void)protocol, (void)type, (void)domain, (void)host, (void)flags;
    finder->resolving--;
    if (what == AVAHI_RESOLVER_FOUND) {
        snprintf(event.name, sizeof event.name, "%s", name);
        write_address(&event, interface, address);
        take_text(texts, "n", event.tag.salt);
        take_text(texts, "h", event.tag.hash);
        tell(finder, &event);
    }
    avahi.service_resolver_free(resolver);
    tell_if_all(finder);
}

static void on_browsed(AvahiServiceBrowser *browser, AvahiIfIndex interface,
                       AvahiProtocol protocol, AvahiBrowserEvent what,
                       const char *name, const char *type, const char *domain,
                       AvahiLookupResultFlags flags, void *context)
{
    struct finder *finder = context;

    (void)browser, (void)flags;
    switch (what) {
    case AVAHI_BROWSER_NEW:
        finder->present++;
        if (finder->present > SERVICES_MAX ||
            !avahi.service_resolver_new(finder->client, interface, protocol,
                                        name, type, domain,
                                        AVAHI_PROTO_UNSPEC, 0, on_resolved,
                                        finder))
            return;
        finder->resolving++;
        break;
    case AVAHI_BROWSER_REMOVE:
        finder->present -= finder->present > 0;
        tell_name(finder, DISCOVERY_GONE, name);
        break;
    case AVAHI_BROWSER_ALL_FOR_NOW:
        finder->has_all = true;
        tell_if_all(finder);
        break;
    case AVAHI_BROWSER_FAILURE:
        fail_with(finder, avahi.client_errno(finder->client));
        break;
    case AVAHI_BROWSER_CACHE_EXHAUSTED:
        break;
    }
}

static void on_browsing_client(AvahiClient *client, AvahiClientState state,
                               void *context)
{
    struct finder *finder = context;

    finder->client = client;
    if (state == AVAHI_CLIENT_FAILURE)
        fail_with(finder, avahi.client_errno(client));
}

void discovery_run_browser(int socket, const char *code)
{
    struct finder finder = {.socket = socket};

    snprintf(finder.type, sizeof finder.type, code ? "_c%s._sub.%s" : "%s%s",
             code ? code : "", SERVICE);
    if (begin(&finder, on_browsing_client) < 0)
        return;
    if (!finder.is_over &&
        !avahi.service_browser_new(finder.client, AVAHI_IF_UNSPEC,
                                   AVAHI_PROTO_UNSPEC, finder.type, NULL, 0,
                                   on_browsed, &finder))
        fail_with(&finder, avahi.client_errno(finder.client));
    while (!finder.is_over &&
           avahi.simple_poll_iterate(finder.poll, -1) == 0)
        ;
}
