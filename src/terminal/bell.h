/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* bell: decides when a message rings the terminal's bell.  Pure: the time is
 * passed in. */
#ifndef CHARLA_BELL_H
#define CHARLA_BELL_H

#include <stdbool.h>

/* After a ring the bell is quiet for this long, in ms. */
#define BELL_PAUSE_MS 10000

enum notify {
    NOTIFY_BELL,   /* ring when the terminal has said that it lost the focus */
    NOTIFY_NONE,   /* never ring */
    NOTIFY_ALWAYS, /* ring wherever the focus is */
    NOTIFY_DESKTOP, /* as NOTIFY_BELL, and a notice outside the terminal... */
    NOTIFY_DESKTOP_TEXT, /* ...which quotes the message */
};

/* Start it as {.wish = ...}. */
struct bell {
    enum notify wish;
    bool away;           /* the terminal has reported that it lost the focus */
    bool has_rung;
    long long last_ring; /* in ms, with has_rung */
};

/* The terminal reports that it has gained or lost the focus. */
void bell_focus(struct bell *bell, bool focused);

/* Should there also be a notice outside the terminal when the bell rings? */
bool bell_is_seen_outside(const struct bell *bell);

/* A message has arrived at `now` (ms).  Returns true if the caller should ring
 * the bell, and counts that as a ring. */
bool bell_rings(struct bell *bell, long long now);

#endif
