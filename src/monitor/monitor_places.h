/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_places: where a contact may be called: the places where it was met
 * last, and those that it announces in this network, which come first.
 * Private to the monitor's process.
 *
 * An announcement is only a hint: anybody can repeat it.  What counts is the
 * key that is met there, and a place where another key was met is left out
 * until there is no other one. */
#ifndef CHARLA_MONITOR_PLACES_H
#define CHARLA_MONITOR_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/contact.h"
#include "monitor/discovery.h"

struct monitor_setup;

/* More announced places than these push the older ones out. */
#define MONITOR_PLACES_ANNOUNCED 5
#define MONITOR_PLACES_MAX (CONTACT_PLACES_MAX + MONITOR_PLACES_ANNOUNCED)

struct monitor_place {
    struct contact_place at;
    bool is_kept;  /* it is one of the contact's own */
    bool is_wrong; /* somebody else was met there */
    bool is_tried; /* in this round */
};

/* Start as {.discovery = {-1, -1}}. */
struct monitor_places {
    bool has_begun;
    struct monitor_place items[MONITOR_PLACES_MAX]; /* the best first */
    size_t count;
    size_t last; /* the one that was called last */
    struct discovery discovery;
    int64_t looks_until; /* by then those who wait should be found; 0: they
                            are */
};

/* Take the contact's places, and begin to look for its announcement if `setup`
 * says so.  Again it does nothing. */
void monitor_places_begin(struct monitor_places *places,
                          const struct monitor_setup *setup);

/* Take what places->discovery.fd has.  True: it is a place of the contact's,
 * the first one to call now. */
bool monitor_places_take(struct monitor_places *places,
                         const struct contact *contact);

/* Begin a round of calls. */
void monitor_places_rewind(struct monitor_places *places);

/* The next place of this round; NULL: there is none.  Borrowed. */
const struct contact_place *
monitor_places_next(struct monitor_places *places);

/* Is there a place where somebody else was met? */
bool monitor_places_any_wrong(const struct monitor_places *places);

/* Call at all of them again. */
void monitor_places_forgive(struct monitor_places *places);

/* At the place that was called last, if any was, somebody else was met; or the
 * contact itself, for which the place is then kept. */
void monitor_places_judge(struct monitor_places *places, bool is_right,
                          const struct contact *contact);

#endif
