/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/finder.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "cli/endpoint.h"
#include "cli/print.h"
#include "cli/table.h"
#include "cli/waiting_list.h"
#include "crypto/key_files.h"

/* How long --find looks at most, in ms, if Avahi does not say before that it
 * knows of nobody else.  For somebody who does not answer Avahi waits 5 s. */
#define LIST_MS 60000

/* ---- Who it is ----------------------------------------------------------- */

static void compare_with(void *context, const struct contact *contact)
{
    struct waiting *waiting = context;

    if (waiting_is_contact(waiting))
        return;
    if (announcement_tag_is_of(&waiting->tag, &contact->key)) {
        waiting->key = contact->verified ? WAITING_CONTACT_VERIFIED
                                         : WAITING_CONTACT;
        snprintf(waiting->name, sizeof waiting->name, "%s", contact->name);
    } else if (contact_name_equals(waiting->name, contact->name)) {
        waiting->key = WAITING_CLAIMS_CONTACT;
    }
}

static void recognise(struct waiting *waiting)
{
    struct error ignored = {0};

    (void)key_files_each_contact(compare_with, waiting, &ignored);
}

/* ---- Looking around ------------------------------------------------------ */

void finder_take(struct finder *finder)
{
    struct discovery_event event;

    if (!discovery_next(&finder->discovery, &event)) {
        finder->has_failed = true;
        return;
    }
    switch (event.kind) {
    case DISCOVERY_FOUND:
    case DISCOVERY_GONE:
        waiting_list_take(&finder->list, &event);
        break;
    case DISCOVERY_ALL:
        finder->has_all = true;
        break;
    case DISCOVERY_FAILED:
        finder->has_failed = true;
        snprintf(finder->why, sizeof finder->why,
                 _("cannot look for people in this network: %s"), event.name);
        break;
    case DISCOVERY_ANNOUNCED:
        break;
    }
}

int finder_begin(struct finder *finder, const char *code, struct error *error)
{
    *finder = (struct finder){.list = {.recognise = recognise}};
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
    waiting_list_release(&finder->list);
}

/* ---- --find -------------------------------------------------------------- */

const char *finder_key_words(enum waiting_key key)
{
    switch (key) {
    case WAITING_CONTACT_VERIFIED:
        return _("verified");
    case WAITING_CONTACT:
        return _("not verified");
    case WAITING_CLAIMS_CONTACT:
        return _("NOT the one you keep");
    case WAITING_STRANGER:
        break;
    }
    return _("unknown");
}

/* The word for programs, the same in all languages. */
static const char *key_word(enum waiting_key key)
{
    static const char *const words[] = {
        [WAITING_CONTACT_VERIFIED] = "verified",
        [WAITING_CONTACT] = "unverified",
        [WAITING_STRANGER] = "unknown",
        [WAITING_CLAIMS_CONTACT] = "claimed",
    };

    return words[key];
}

static int print(const struct waiting_list *list)
{
    struct table table = {.columns = 3};
    bool for_people = isatty(STDOUT_FILENO);
    int status;

    for (size_t i = 0; i < list->count; i++) {
        const struct waiting *waiting = &list->items[i];
        struct buffer place = {0};

        endpoint_append(&place, waiting->address, waiting->port);
        buffer_append(&place, "", 1);
        table_add(&table, waiting->name);
        table_add(&table, for_people ? finder_key_words(waiting->key)
                                     : key_word(waiting->key));
        table_add(&table, place.data);
        buffer_release(&place);
    }
    status = print_table(&table);
    table_release(&table);
    return status;
}

int finder_list(void)
{
    struct finder finder;
    int64_t until = clock_monotonic_ms() + LIST_MS;
    struct error error = {0};
    int status;

    if (finder_begin(&finder, NULL, &error) < 0)
        return print_error(error.text, STATUS_FAILED);
    while (!finder.has_all && clock_monotonic_ms() < until &&
           finder_wait(&finder, clock_ms_left(until)))
        ;
    if (finder.list.is_cut ||
        (finder.list.count > 0 && !finder.has_all && !finder.has_failed))
        (void)print_error(_("more people are waiting than are listed"),
                          STATUS_FAILED);
    if (finder.list.count > 0)
        status = print(&finder.list);
    else
        status = print_error(*finder.why
                                 ? finder.why
                                 : _("nobody in this network has announced "
                                     "that they are waiting"),
                             STATUS_FAILED);
    finder_release(&finder);
    return status;
}

/* ---- Somebody ------------------------------------------------------------ */

/* How long to wait for a better way to the person that was found, in ms. */
#define BETTER_MS 100

static const struct waiting *choose(const struct waiting_list *list,
                                    const struct finder_wish *wish)
{
    for (size_t i = 0; i < list->count; i++)
        if (wish->code || contact_name_equals(list->items[i].name, wish->name))
            return &list->items[i];
    return NULL;
}

enum finder_answer finder_find(const struct finder_wish *wish,
                               struct waiting *found, struct error *error)
{
    struct finder finder;
    const struct waiting *chosen = NULL;
    enum finder_answer answer;
    int64_t better;

    if (finder_begin(&finder, wish->code, error) < 0)
        return FINDER_FAILED;
    while (!(chosen = choose(&finder.list, wish)) &&
           (wish->waits || !finder.has_all) &&
           finder_wait(&finder, clock_ms_left(wish->until)))
        ;
    better = clock_monotonic_ms() + BETTER_MS;
    while (chosen && finder_wait(&finder, clock_ms_left(better)))
        ;
    chosen = choose(&finder.list, wish);
    if (chosen) {
        *found = *chosen;
        answer = FINDER_FOUND;
    } else if (finder.has_failed) {
        if (*finder.why)
            error_set(error, "%s", finder.why);
        answer = FINDER_FAILED;
    } else {
        answer = finder.has_all ? FINDER_NOBODY : FINDER_TIME_UP;
    }
    finder_release(&finder);
    return answer;
}
