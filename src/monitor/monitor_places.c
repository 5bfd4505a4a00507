/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_places.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "crypto/key_files.h"
#include "monitor/monitor_setup.h"
#include "net/host_name.h"

/* How long to wait for the announcements of people who are waiting already, in
 * ms. */
#define LOOK_MS 1000

void monitor_places_begin(struct monitor_places *places,
                          const struct monitor_setup *setup)
{
    const struct contact *contact = setup->contact;
    struct error ignored = {0};

    if (places->has_begun || !contact)
        return;
    places->has_begun = true;
    for (size_t i = 0; i < contact->place_count; i++)
        places->items[places->count++] =
            (struct monitor_place){.at = contact->places[i], .is_kept = true};
    if (setup->meets && discovery_is_built_in() &&
        discovery_browse(&places->discovery, NULL, &ignored) == 0)
        places->looks_until = clock_monotonic_ms() + LOOK_MS;
}

/* ---- Announcements ------------------------------------------------------- */

static size_t find(const struct monitor_places *places,
                   const struct contact_place *place)
{
    size_t i = 0;

    while (i < places->count &&
           (strcmp(places->items[i].at.host, place->host) != 0 ||
            strcmp(places->items[i].at.port, place->port) != 0))
        i++;
    return i;
}

/* Find room for one more place: at the end, or that of the oldest that is only
 * announced. */
static size_t make_room(struct monitor_places *places)
{
    size_t i = places->count;

    if (i < MONITOR_PLACES_MAX) {
        places->count++;
        return i;
    }
    while (places->items[i - 1].is_kept)
        i--;
    return i - 1;
}

/* Where `which` is after the place at `moved` has become the first one. */
static size_t index_after(size_t which, size_t moved)
{
    if (which == moved)
        return 0;
    return which < moved ? which + 1 : which;
}

static void put_first(struct monitor_places *places,
                      const struct contact_place *place)
{
    size_t at = find(places, place);
    struct monitor_place moved = {.at = *place};

    if (at < places->count)
        moved = places->items[at];
    else
        at = make_room(places);
    moved.is_tried = false;
    memmove(places->items + 1, places->items, at * sizeof *places->items);
    places->items[0] = moved;
    places->last = index_after(places->last, at);
}

static void stop_looking(struct monitor_places *places)
{
    discovery_end(&places->discovery);
    places->looks_until = 0;
}

bool monitor_places_take(struct monitor_places *places,
                         const struct contact *contact)
{
    struct discovery_event event;
    struct contact_place place;

    if (!discovery_next(&places->discovery, &event) ||
        event.kind == DISCOVERY_FAILED) {
        stop_looking(places);
        return false;
    }
    if (event.kind == DISCOVERY_ALL)
        places->looks_until = 0;
    if (event.kind != DISCOVERY_FOUND ||
        !announcement_tag_is_of(&event.tag, &contact->key))
        return false;
    if (!host_name_normalize(event.address, place.host))
        return false;
    snprintf(place.port, sizeof place.port, "%u", event.port % 65536);
    put_first(places, &place);
    return !places->items[0].is_wrong;
}

/* ---- Rounds -------------------------------------------------------------- */

void monitor_places_rewind(struct monitor_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        places->items[i].is_tried = false;
}

const struct contact_place *monitor_places_next(struct monitor_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        if (!places->items[i].is_wrong && !places->items[i].is_tried) {
            places->items[i].is_tried = true;
            places->last = i;
            return &places->items[i].at;
        }
    return NULL;
}

bool monitor_places_any_wrong(const struct monitor_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        if (places->items[i].is_wrong)
            return true;
    return false;
}

void monitor_places_retry_wrong(struct monitor_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        places->items[i].is_wrong = false;
}

void monitor_places_judge(struct monitor_places *places, bool is_right,
                          const struct contact *contact)
{
    struct monitor_place *last = &places->items[places->last];

    if (places->last >= places->count)
        return;
    last->is_wrong = !is_right;
    if (is_right)
        key_files_note_place(contact, &last->at);
}
