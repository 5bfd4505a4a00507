/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* attention: when the bell rings.  Pure: the time comes in. */
#ifndef CHARLA_ATTENTION_H
#define CHARLA_ATTENTION_H

#include <stdbool.h>

/* After a ring the bell is quiet for this long, in ms. */
#define ATTENTION_PAUSE_MS 10000

enum notify {
    NOTIFY_BELL,   /* ring when the terminal has said that it lost the focus */
    NOTIFY_NONE,   /* never ring */
    NOTIFY_ALWAYS, /* ring wherever the focus is */
};

/* Start as {.wish = ...}. */
struct attention {
    enum notify wish;
    bool away;           /* the focus is known to be elsewhere */
    bool has_rung;
    long long last_ring; /* in ms, with has_rung */
};

/* The terminal says that it has gained or lost the focus. */
void attention_focus(struct attention *attention, bool focused);

/* A message has arrived at `now` (ms).  Returns true if the bell must ring,
 * and takes it that it does. */
bool attention_rings(struct attention *attention, long long now);

#endif
