/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_places: keeps the list of places where a contact may be called:
 * those that it announces in this network come first, then those where it was
 * last met.  For the monitor's process only.
 *
 * An announcement is only a hint, because anybody can repeat it.  What counts
 * is the key that is found there.  A place where another key was found is
 * skipped as long as there are others. */
#ifndef CHARLA_MONITOR_PLACES_H
#define CHARLA_MONITOR_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/contact.h"
#include "monitor/discovery.h"

struct monitor_setup;

/* How many announced places are kept; a newer one replaces the oldest. */
#define MONITOR_PLACES_ANNOUNCED 5
#define MONITOR_PLACES_MAX (CONTACT_PLACES_MAX + MONITOR_PLACES_ANNOUNCED)

struct monitor_place {
    struct contact_place at;
    bool is_kept;  /* it is one of the contact's own */
    bool is_wrong; /* another key was found there */
    bool is_tried; /* it was called in this round */
};

/* Start as {.discovery = {-1, -1}}. */
struct monitor_places {
    bool has_begun;
    struct monitor_place items[MONITOR_PLACES_MAX]; /* the best first */
    size_t count;
    size_t last; /* the one that was called last */
    struct discovery discovery;
    int64_t looks_until; /* until when to wait for announcements; 0: all have
                            come */
};

/* Take the contact's places, and begin to look for its announcement if `setup`
 * says so.  A second call does nothing. */
void monitor_places_begin(struct monitor_places *places,
                          const struct monitor_setup *setup);

/* Read from places->discovery.fd.  Returns true if that was a place of the
 * contact, which is now the first one to call. */
bool monitor_places_take(struct monitor_places *places,
                         const struct contact *contact);

/* Begin a round of calls. */
void monitor_places_rewind(struct monitor_places *places);

/* The next place to call in this round; NULL: there is none.  Borrowed. */
const struct contact_place *
monitor_places_next(struct monitor_places *places);

/* Is there a place where another key was found? */
bool monitor_places_any_wrong(const struct monitor_places *places);

/* From now on call these places again, too. */
void monitor_places_retry_wrong(struct monitor_places *places);

/* Note what was found at the place that was called last, if any: the contact,
 * so that the place is kept, or another key. */
void monitor_places_judge(struct monitor_places *places, bool is_right,
                          const struct contact *contact);

#endif
