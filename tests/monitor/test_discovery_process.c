/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The two processes of discovery, with a fake in place of Avahi's library whose
 * daemon does what a script says.  tests/test_discovery.sh tries the real one,
 * which cannot be made to fail. */
#include <config.h>

#include "monitor/discovery_private.h"

#include <criterion/criterion.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "monitor/avahi_library.h"
#include "monitor/discovery.h"
#include "monitor/monitor_message.h"

/* What is told of Avahi's error, whatever it is. */
#define FAILED "Avahi: a fault"

/* ---- The library --------------------------------------------------------- */

struct avahi_library avahi; /* in place of the one of avahi_library.c */

#define EVENTS_MAX 8
#define SCRIPT_MAX 8

static struct {
    bool is_missing;       /* the library */
    bool has_no_daemon, has_no_group, has_no_browser, has_no_resolver;
    int collisions;        /* so many names are taken */
    int add, subtype, commit; /* what these return */
    void (*script[SCRIPT_MAX])(void); /* what happens, step by step */
} fake;

/* The handles are never looked into: any address is one. */
static char client, group, browser, resolver, polls;

static AvahiPollFunc poll_func;
static void *poll_context;
static AvahiClientCallback on_client;
static void *client_context;
static AvahiEntryGroupCallback on_group;
static void *group_context;
static AvahiServiceBrowserCallback on_browsed;
static void *browser_context;
static AvahiServiceResolverCallback on_resolved;
static void *resolver_context;
static int step, published, resets, freed, resolvers;
static bool is_empty = true;
static char type_wanted[64], subtype_added[64];
static int ends[2]; /* ours, and that of the process */

static AvahiClient *as_client(void)
{
    return (AvahiClient *)(void *)&client;
}

static AvahiEntryGroup *as_group(void)
{
    return (AvahiEntryGroup *)(void *)&group;
}

int avahi_library_load(struct error *error)
{
    if (fake.is_missing)
        error_set(error, "cannot load Avahi's library: it is missing");
    return fake.is_missing ? -1 : 0;
}

static AvahiSimplePoll *poll_new(void)
{
    return (AvahiSimplePoll *)(void *)&polls;
}

static void poll_set(AvahiSimplePoll *of, AvahiPollFunc func, void *context)
{
    (void)of;
    poll_func = func;
    poll_context = context;
}

static const AvahiPoll *poll_get(AvahiSimplePoll *of)
{
    (void)of;
    return NULL;
}

/* Wait as Avahi does, which has a descriptor of its own.  The parent's is not
 * Avahi's business. */
static void wait_for_parent(void)
{
    struct pollfd own = {.fd = -1, .events = POLLIN};

    cr_expect_eq(poll_func(&own, 1, -1, poll_context), 0);
    cr_expect_eq(own.revents, 0);
}

/* The next step of the script; after the last one the parent goes. */
static int iterate(AvahiSimplePoll *of, int ms)
{
    (void)of, (void)ms;
    if (step < SCRIPT_MAX && fake.script[step]) {
        fake.script[step++]();
        return 0;
    }
    (void)shutdown(ends[0], SHUT_WR);
    wait_for_parent();
    return 0;
}

static AvahiClient *client_new(const AvahiPoll *api, AvahiClientFlags flags,
                               AvahiClientCallback callback, void *context,
                               int *number)
{
    (void)api, (void)flags;
    *number = AVAHI_ERR_NO_DAEMON;
    if (fake.has_no_daemon)
        return NULL;
    on_client = callback;
    client_context = context;
    callback(as_client(), AVAHI_CLIENT_S_RUNNING, context);
    return as_client();
}

static void client_free(AvahiClient *of)
{
    cr_assert_eq(of, as_client());
    freed++;
}

static int client_errno(AvahiClient *of)
{
    (void)of;
    return AVAHI_ERR_FAILURE;
}

static const char *words_of(int number)
{
    cr_assert_lt(number, 0);
    return "a fault";
}

static AvahiEntryGroup *group_new(AvahiClient *of,
                                  AvahiEntryGroupCallback callback,
                                  void *context)
{
    (void)of;
    on_group = callback;
    group_context = context;
    return fake.has_no_group ? NULL : as_group();
}

static int group_is_empty(AvahiEntryGroup *of)
{
    (void)of;
    return is_empty;
}

static int group_reset(AvahiEntryGroup *of)
{
    (void)of;
    is_empty = true;
    resets++;
    return 0;
}

static int group_add(AvahiEntryGroup *of, AvahiIfIndex interface,
                     AvahiProtocol protocol, AvahiPublishFlags flags,
                     const char *name, const char *type, const char *domain,
                     const char *host, uint16_t port, AvahiStringList *texts)
{
    (void)of, (void)interface, (void)protocol, (void)flags, (void)name;
    (void)domain, (void)host, (void)texts;
    cr_expect_str_eq(type, "_charla._tcp");
    cr_expect_eq(port, 9000);
    if (fake.collisions > 0) {
        fake.collisions--;
        return AVAHI_ERR_COLLISION;
    }
    return fake.add;
}

static int group_add_subtype(AvahiEntryGroup *of, AvahiIfIndex interface,
                             AvahiProtocol protocol, AvahiPublishFlags flags,
                             const char *name, const char *type,
                             const char *domain, const char *subtype)
{
    (void)of, (void)interface, (void)protocol, (void)flags, (void)name;
    (void)type, (void)domain;
    snprintf(subtype_added, sizeof subtype_added, "%s", subtype);
    return fake.subtype;
}

static int group_commit(AvahiEntryGroup *of)
{
    (void)of;
    if (fake.commit == 0) {
        published++;
        is_empty = false;
    }
    return fake.commit;
}

static char *next_name(const char *name)
{
    size_t size = strlen(name) + 2;
    char *next = malloc(size);

    cr_assert_not_null(next);
    snprintf(next, size, "%s+", name);
    return next;
}

static AvahiStringList *texts_new(const char *text, ...)
{
    (void)text;
    return NULL;
}

static void texts_free(AvahiStringList *texts)
{
    (void)texts;
}

static char texts_room;

static AvahiStringList *texts_find(AvahiStringList *texts, const char *key)
{
    (void)texts;
    return strcmp(key, "n") == 0 || strcmp(key, "h") == 0
               ? (AvahiStringList *)(void *)&texts_room
               : NULL;
}

static bool has_broken_texts;

static int texts_pair(AvahiStringList *texts, char **key, char **value,
                      size_t *size)
{
    (void)texts, (void)key, (void)size;
    if (has_broken_texts)
        return -1;
    *value = strdup("tag");
    return 0;
}

static AvahiServiceBrowser *browser_new(AvahiClient *of, AvahiIfIndex interface,
                                        AvahiProtocol protocol,
                                        const char *type, const char *domain,
                                        AvahiLookupFlags flags,
                                        AvahiServiceBrowserCallback callback,
                                        void *context)
{
    (void)of, (void)interface, (void)protocol, (void)domain, (void)flags;
    snprintf(type_wanted, sizeof type_wanted, "%s", type);
    on_browsed = callback;
    browser_context = context;
    return fake.has_no_browser ? NULL : (AvahiServiceBrowser *)(void *)&browser;
}

static AvahiServiceResolver *
resolver_new(AvahiClient *of, AvahiIfIndex interface, AvahiProtocol protocol,
             const char *name, const char *type, const char *domain,
             AvahiProtocol wanted, AvahiLookupFlags flags,
             AvahiServiceResolverCallback callback, void *context)
{
    (void)of, (void)interface, (void)protocol, (void)name, (void)type;
    (void)domain, (void)wanted, (void)flags;
    on_resolved = callback;
    resolver_context = context;
    if (fake.has_no_resolver)
        return NULL;
    resolvers++;
    return (AvahiServiceResolver *)(void *)&resolver;
}

static int resolver_free(AvahiServiceResolver *of)
{
    (void)of;
    freed++;
    return 0;
}

static char *write_address(char *room, size_t size, const AvahiAddress *address)
{
    snprintf(room, size, "%s", address->proto == AVAHI_PROTO_INET6
                                   ? "fe80::1"
                                   : "192.0.2.1");
    return room;
}

static void begin(void)
{
    avahi = (struct avahi_library){
        .address_snprint = write_address,
        .alternative_service_name = next_name,
        .client_errno = client_errno,
        .client_free = client_free,
        .client_new = client_new,
        .entry_group_add_service_strlst = group_add,
        .entry_group_add_service_subtype = group_add_subtype,
        .entry_group_commit = group_commit,
        .entry_group_is_empty = group_is_empty,
        .entry_group_new = group_new,
        .entry_group_reset = group_reset,
        .free = free,
        .service_browser_new = browser_new,
        .service_resolver_free = resolver_free,
        .service_resolver_new = resolver_new,
        .simple_poll_get = poll_get,
        .simple_poll_iterate = iterate,
        .simple_poll_new = poll_new,
        .simple_poll_set_func = poll_set,
        .strerror = words_of,
        .string_list_find = texts_find,
        .string_list_free = texts_free,
        .string_list_get_pair = texts_pair,
        .string_list_new = texts_new,
    };
    cr_assert_eq(monitor_message_pair(ends), 0);
}

static void end(void)
{
    close(ends[0]);
    close(ends[1]);
}

TestSuite(discovery_process, .init = begin, .fini = end, .timeout = 60);

/* ---- What the parent hears ----------------------------------------------- */

/* The next event, which is there already. */
static struct discovery_event next_event(void)
{
    struct discovery_event event;

    cr_assert_eq(recv(ends[0], &event, sizeof event, MSG_DONTWAIT),
                 (ssize_t)sizeof event, "nothing was told");
    return event;
}

static void expect_event(enum discovery_kind kind, const char *name)
{
    const struct discovery_event event = next_event();

    cr_expect_eq(event.kind, kind, "%d instead of %d", (int)event.kind,
                 (int)kind);
    cr_expect_str_eq(event.name, name);
}

static void expect_silence(void)
{
    char byte;

    cr_expect_lt(recv(ends[0], &byte, 1, MSG_DONTWAIT), 0);
}

static void announce(void)
{
    const struct discovery_announcement what = {
        .name = "bea", .port = 9000, .code = "1234"};

    discovery_run_announcer(ends[1], &what);
}

/* ---- Steps --------------------------------------------------------------- */

static void group_is(AvahiEntryGroupState state)
{
    on_group(as_group(), state, group_context);
}

static void is_established(void)
{
    group_is(AVAHI_ENTRY_GROUP_ESTABLISHED);
}

static void collides(void)
{
    group_is(AVAHI_ENTRY_GROUP_COLLISION);
}

static void group_fails(void)
{
    group_is(AVAHI_ENTRY_GROUP_FAILURE);
}

static void is_uncommitted(void)
{
    group_is(AVAHI_ENTRY_GROUP_UNCOMMITED);
}

static void client_is(AvahiClientState state)
{
    on_client(as_client(), state, client_context);
}

static void client_fails(void)
{
    client_is(AVAHI_CLIENT_FAILURE);
}

static void is_renamed(void)
{
    client_is(AVAHI_CLIENT_S_COLLISION);
}

static void runs(void)
{
    client_is(AVAHI_CLIENT_S_RUNNING);
}

/* The parent gives an order, which wakes the process. */
static void order(char which)
{
    cr_assert_eq(send(ends[0], &which, 1, 0), 1);
    wait_for_parent();
}

static void is_paused(void)
{
    order(DISCOVERY_PAUSE);
}

static void goes_on(void)
{
    order(DISCOVERY_GO_ON);
}

/* ---- Announcing ---------------------------------------------------------- */

static const struct {
    int collisions;                   /* when it is announced first */
    void (*script[SCRIPT_MAX])(void);
    const char *names[3];             /* under which it is announced */
    int published, resets;
} courses[] = {
    {0, {is_established}, {"bea"}, 1, 0},
    {0, {is_uncommitted}, {NULL}, 1, 0},
    {2, {is_established}, {"bea++"}, 1, 0},
    {0, {is_established, collides, is_established}, {"bea", "bea+"}, 2, 1},
    {0, {runs, runs, is_established}, {"bea"}, 1, 0},
    {0, {is_renamed, runs, is_established}, {"bea"}, 2, 1},
    {0, {is_paused, is_paused, goes_on, goes_on}, {NULL}, 2, 1},
    {0, {is_paused, runs}, {NULL}, 1, 1},
};

Test(discovery_process, announces_under_a_name_that_is_free)
{
    for (size_t i = 0; i < sizeof courses / sizeof *courses; i++) {
        if (i > 0)
            begin();
        fake.collisions = courses[i].collisions;
        memcpy(fake.script, courses[i].script, sizeof fake.script);
        step = published = resets = freed = 0;
        is_empty = true;
        announce();
        for (size_t j = 0; courses[i].names[j]; j++)
            expect_event(DISCOVERY_ANNOUNCED, courses[i].names[j]);
        expect_silence();
        cr_expect_eq(published, courses[i].published, "course %zu", i);
        cr_expect_eq(resets, courses[i].resets, "course %zu", i);
        cr_expect_eq(freed, 1, "it is not withdrawn at the end");
        cr_expect_str_eq(subtype_added, "_c1234._sub._charla._tcp");
        if (i < sizeof courses / sizeof *courses - 1)
            end();
    }
}

Test(discovery_process, says_why_it_cannot_announce)
{
    static int *const results[] = {&fake.add, &fake.subtype, &fake.commit};
    static void (*const failing[])(void) = {group_fails, client_fails};

    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        *results[i] = AVAHI_ERR_FAILURE;
        announce();
        expect_event(DISCOVERY_FAILED, FAILED);
        expect_silence();
        *results[i] = 0;
    }
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        fake.script[0] = failing[i];
        step = 0;
        announce();
        expect_event(DISCOVERY_FAILED, FAILED);
        expect_silence();
    }
    fake.has_no_group = true;
    announce();
    expect_event(DISCOVERY_FAILED, FAILED);
    expect_silence();
}

static void announce_or_browse(bool announces)
{
    if (announces)
        announce();
    else
        discovery_run_browser(ends[1], NULL);
}

Test(discovery_process, says_that_there_is_no_library_or_no_daemon)
{
    for (int i = 0; i < 2; i++) {
        fake.is_missing = true;
        announce_or_browse(i);
        expect_event(DISCOVERY_FAILED,
                     "cannot load Avahi's library: it is missing");
        fake.is_missing = false;
        fake.has_no_daemon = true;
        announce_or_browse(i);
        expect_event(DISCOVERY_FAILED, FAILED);
        fake.has_no_daemon = false;
        expect_silence();
    }
}

/* ---- Looking around ------------------------------------------------------ */

static void browsed(AvahiBrowserEvent what, const char *name)
{
    on_browsed((AvahiServiceBrowser *)(void *)&browser, 3, AVAHI_PROTO_INET6,
               what, name, "_charla._tcp", "local", 0, browser_context);
}

static void comes(void)
{
    browsed(AVAHI_BROWSER_NEW, "bea");
}

static void leaves(void)
{
    browsed(AVAHI_BROWSER_REMOVE, "bea");
}

static void is_all(void)
{
    browsed(AVAHI_BROWSER_ALL_FOR_NOW, NULL);
}

static void cache_is_exhausted(void)
{
    browsed(AVAHI_BROWSER_CACHE_EXHAUSTED, NULL);
}

static void browser_fails(void)
{
    browsed(AVAHI_BROWSER_FAILURE, NULL);
}

static void resolved(AvahiResolverEvent what, AvahiIfIndex interface,
                     AvahiProtocol protocol)
{
    const AvahiAddress address = {.proto = protocol};

    on_resolved((AvahiServiceResolver *)(void *)&resolver, interface, protocol,
                what, "bea", "_charla._tcp", "local", "host.local", &address,
                9000, NULL, 0, resolver_context);
}

static void is_resolved(void)
{
    resolved(AVAHI_RESOLVER_FOUND, 3, AVAHI_PROTO_INET);
}

static void is_not_resolved(void)
{
    resolved(AVAHI_RESOLVER_FAILURE, 3, AVAHI_PROTO_INET6);
}

static void browse(const char *code)
{
    step = 0;
    discovery_run_browser(ends[1], code);
}

Test(discovery_process, finds_people_and_tells_when_that_was_all)
{
    struct discovery_event event;

    memcpy(fake.script,
           ((void (*const[])(void)){comes, is_all, cache_is_exhausted,
                                    is_resolved, leaves}),
           5 * sizeof *fake.script);
    browse("1234");
    cr_expect_str_eq(type_wanted, "_c1234._sub._charla._tcp");
    event = next_event();
    cr_expect_eq(event.kind, DISCOVERY_FOUND);
    cr_expect_str_eq(event.name, "bea");
    cr_expect_str_eq(event.address, "192.0.2.1");
    cr_expect_eq(event.port, 9000);
    cr_expect_eq(event.way, 6);
    cr_expect_str_eq(event.tag.salt, "tag");
    cr_expect_str_eq(event.tag.hash, "tag");
    expect_event(DISCOVERY_ALL, ""); /* not before the first was resolved */
    event = next_event();
    cr_expect_eq(event.kind, DISCOVERY_GONE);
    cr_expect_str_eq(event.name, "bea");
    cr_expect_eq(event.way, 7); /* by IPv6 */
    expect_silence();
    cr_expect_eq(freed, 1);
}

/* A link-local address means nothing without its interface (RFC 4007). */
static void is_resolved_on_lo(void)
{
    resolved(AVAHI_RESOLVER_FOUND, (AvahiIfIndex)if_nametoindex("lo"),
             AVAHI_PROTO_INET6);
}

static void is_resolved_nowhere(void)
{
    resolved(AVAHI_RESOLVER_FOUND, AVAHI_IF_UNSPEC, AVAHI_PROTO_INET6);
}

static void is_resolved_on_an_interface_that_is_gone(void)
{
    resolved(AVAHI_RESOLVER_FOUND, 0x7FFFFFF0, AVAHI_PROTO_INET6);
}

Test(discovery_process, gives_a_link_local_address_its_interface)
{
    static const struct {
        void (*resolved)(void);
        const char *address;
    } cases[] = {
        {is_resolved_on_lo, "fe80::1%lo"},
        {is_resolved_nowhere, "fe80::1"},
        {is_resolved_on_an_interface_that_is_gone, "fe80::1"},
    };

    if (if_nametoindex("lo") == 0)
        cr_skip_test("the loopback interface has another name");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (i > 0)
            begin();
        fake.script[0] = comes;
        fake.script[1] = cases[i].resolved;
        browse(NULL);
        cr_expect_str_eq(type_wanted, "_charla._tcp");
        cr_expect_str_eq(next_event().address, cases[i].address);
        if (i < 2)
            end();
    }
}

static void come_thousands(void)
{
    for (int i = 0; i < 3000; i++)
        comes();
}

Test(discovery_process, who_cannot_be_resolved_holds_nobody_up)
{
    memcpy(fake.script,
           ((void (*const[])(void)){comes, is_all, is_not_resolved}),
           3 * sizeof *fake.script);
    browse(NULL);
    expect_event(DISCOVERY_ALL, "");
    expect_silence();
    end();
    begin();
    fake.has_no_resolver = true;
    fake.script[2] = NULL;
    browse(NULL);
    expect_event(DISCOVERY_ALL, "");
    expect_silence();
}

Test(discovery_process, an_announcement_without_a_tag_is_one_all_the_same)
{
    struct discovery_event event;

    has_broken_texts = true;
    fake.script[0] = comes;
    fake.script[1] = is_resolved;
    browse(NULL);
    event = next_event();
    cr_expect_eq(event.kind, DISCOVERY_FOUND);
    cr_expect_str_eq(event.tag.salt, "");
}

Test(discovery_process, does_not_resolve_announcements_without_end)
{
    fake.script[0] = come_thousands;
    browse(NULL);
    cr_expect_leq(resolvers, 1024);
    cr_expect_geq(resolvers, 256);
}

Test(discovery_process, says_why_it_cannot_look_around)
{
    static void (*const failing[])(void) = {browser_fails, client_fails};

    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        fake.script[0] = failing[i];
        browse(NULL);
        expect_event(DISCOVERY_FAILED, FAILED);
        expect_silence();
    }
    fake.has_no_browser = true;
    browse(NULL);
    expect_event(DISCOVERY_FAILED, FAILED);
    expect_silence();
}
