/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/finder.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "cli/endpoint.h"
#include "cli/print.h"
#include "cli/table.h"
#include "crypto/key_files.h"
#include "text/peer_name.h"

/* How long --find looks around, in ms, if Avahi does not say before that it
 * knows of no more. */
#define LIST_MS 3000

/* More would be no list that anybody reads. */
#define WAITING_MAX 256

/* ---- The list ------------------------------------------------------------ */

static int compare(const void *one, const void *other)
{
    const struct waiting *a = one, *b = other;

    if (a->is_contact != b->is_contact)
        return a->is_contact ? -1 : 1;
    return strcmp(a->name, b->name) != 0
               ? strcmp(a->name, b->name)
               : strcmp(a->announced, b->announced);
}

static struct waiting *find(struct finder *finder, const char *announced)
{
    for (size_t i = 0; i < finder->count; i++)
        if (strcmp(finder->items[i].announced, announced) == 0)
            return &finder->items[i];
    return NULL;
}

/* What an announcement is compared with. */
struct recognition {
    const struct announcement_tag *tag;
    struct waiting *waiting;
};

static void recognise(void *context, const struct contact *contact)
{
    struct recognition *recognition = context;
    struct waiting *waiting = recognition->waiting;

    if (waiting->is_contact ||
        !announcement_tag_is_of(recognition->tag, &contact->key))
        return;
    waiting->is_contact = true;
    waiting->is_verified = contact->verified;
    snprintf(waiting->name, sizeof waiting->name, "%s", contact->name);
}

/* The announced name, made safe to show. */
static void write_safe(char name[256], const char *announced)
{
    struct buffer safe = {0};

    peer_name_append_shown(&safe, announced, strlen(announced));
    buffer_append(&safe, "", 1);
    snprintf(name, 256, "%s", *safe.data ? safe.data : "?");
    buffer_release(&safe);
}

static bool is_link_local(const char *address)
{
    return strncmp(address, "fe80:", 5) == 0 ||
           strncmp(address, "169.254.", 8) == 0;
}

/* Somebody is found at several addresses, one a message: IPv4 is easier to
 * read, and one that is good on a single link is the last choice. */
static bool is_better(const char *address, const char *old)
{
    if (is_link_local(address) != is_link_local(old))
        return !is_link_local(address);
    return !strchr(address, ':') && strchr(old, ':');
}

static void add(struct finder *finder, const struct discovery_event *event)
{
    struct waiting *waiting = find(finder, event->name);
    struct recognition recognition = {&event->tag, NULL};
    struct error ignored = {0};

    if (!waiting) {
        if (finder->count == WAITING_MAX)
            return;
        finder->items = memory_resize(
            finder->items, (finder->count + 1) * sizeof *finder->items);
        waiting = &finder->items[finder->count++];
        *waiting = (struct waiting){.is_contact = false};
        snprintf(waiting->announced, sizeof waiting->announced, "%s",
                 event->name);
        write_safe(waiting->name, event->name);
        recognition.waiting = waiting;
        (void)key_files_each_contact(recognise, &recognition, &ignored);
    } else if (!is_better(event->address, waiting->address)) {
        return;
    }
    snprintf(waiting->address, sizeof waiting->address, "%s", event->address);
    snprintf(waiting->port, sizeof waiting->port, "%u",
             event->port % 65536);
    qsort(finder->items, finder->count, sizeof *finder->items, compare);
}

static void drop(struct finder *finder, const char *announced)
{
    struct waiting *gone = find(finder, announced);

    if (!gone)
        return;
    finder->count--;
    memmove(gone, gone + 1,
            (size_t)(finder->items + finder->count - gone) * sizeof *gone);
}

void finder_take(struct finder *finder)
{
    struct discovery_event event;

    if (!discovery_next(&finder->discovery, &event)) {
        finder->has_failed = true;
        return;
    }
    switch (event.kind) {
    case DISCOVERY_FOUND:
        add(finder, &event);
        break;
    case DISCOVERY_GONE:
        drop(finder, event.name);
        break;
    case DISCOVERY_ALL:
        finder->has_all = true;
        break;
    case DISCOVERY_FAILED:
        finder->has_failed = true;
        snprintf(finder->why, sizeof finder->why, "%s", event.name);
        break;
    case DISCOVERY_ANNOUNCED:
        break;
    }
}

int finder_begin(struct finder *finder, const char *code, struct error *error)
{
    return discovery_browse(&finder->discovery, code, error);
}

bool finder_wait(struct finder *finder, int timeout_ms)
{
    struct pollfd wanted = {.fd = finder->discovery.fd, .events = POLLIN};

    if (finder->has_failed || poll(&wanted, 1, timeout_ms) <= 0)
        return false;
    finder_take(finder);
    return true;
}

void finder_release(struct finder *finder)
{
    discovery_end(&finder->discovery);
    free(finder->items);
    *finder = (struct finder){.discovery = {-1, -1}};
}

/* ---- --find -------------------------------------------------------------- */

static const char *state_of(const struct waiting *waiting, bool for_people)
{
    if (for_people)
        return !waiting->is_contact   ? _("unknown")
               : waiting->is_verified ? _("verified")
                                      : _("not verified");
    return !waiting->is_contact   ? "unknown" /* the same in all languages */
           : waiting->is_verified ? "verified"
                                  : "unverified";
}

static int print(const struct finder *finder)
{
    struct table table = {.columns = 3};
    bool for_people = isatty(STDOUT_FILENO);
    int status;

    for (size_t i = 0; i < finder->count; i++) {
        struct buffer place = {0};

        endpoint_append(&place, finder->items[i].address,
                        finder->items[i].port);
        buffer_append(&place, "", 1);
        table_add(&table, finder->items[i].name);
        table_add(&table, state_of(&finder->items[i], for_people));
        table_add(&table, place.data);
        buffer_release(&place);
    }
    status = print_table(&table);
    table_release(&table);
    return status;
}

int finder_list(void)
{
    struct finder finder = {.discovery = {-1, -1}};
    int64_t until = clock_monotonic_ms() + LIST_MS;
    struct error error = {0};
    int status;

    if (finder_begin(&finder, NULL, &error) < 0)
        return print_error(error.text, STATUS_FAILED);
    while (!finder.has_all && finder_wait(&finder, clock_ms_left(until)))
        ;
    if (finder.count > 0)
        status = print(&finder);
    else
        status = print_error(*finder.why
                                 ? finder.why
                                 : _("nobody who says so waits in this "
                                     "network"),
                             STATUS_FAILED);
    finder_release(&finder);
    return status;
}

/* ---- Somebody ------------------------------------------------------------ */

static const struct waiting *choose(const struct finder *finder,
                                    const char *code, const char *name)
{
    for (size_t i = 0; i < finder->count; i++)
        if (code || contact_name_equals(finder->items[i].name, name))
            return &finder->items[i];
    return NULL;
}

bool finder_find(const char *code, const char *name, int timeout_ms,
                 struct waiting *found, struct error *error)
{
    struct finder finder = {.discovery = {-1, -1}};
    int64_t until = clock_monotonic_ms() + timeout_ms;
    const struct waiting *chosen = NULL;

    if (finder_begin(&finder, code, error) < 0)
        return false;
    while (!(chosen = choose(&finder, code, name)) &&
           (code || !finder.has_all) &&
           finder_wait(&finder, clock_ms_left(until)))
        ;
    if (chosen)
        *found = *chosen;
    else if (*finder.why)
        error_set(error, "%s", finder.why);
    finder_release(&finder);
    return chosen != NULL;
}
