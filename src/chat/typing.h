/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* typing: when the other side is told that the user is typing (the frame
 * TYPING, doc/protocol.md), and for how long the user is told the same of the
 * other side.  Pure: the caller says what time it is, in ms of the monotonic
 * clock. */
#ifndef CHARLA_TYPING_H
#define CHARLA_TYPING_H

#include <stdbool.h>
#include <stdint.h>

/* It is told once in so long at most, and holds for so long, in ms. */
#define TYPING_PAUSE_MS 3000
#define TYPING_SHOWN_MS 6000

/* Start as {0}. */
struct typing {
    bool has_told;
    int64_t told_at; /* with has_told */
};

/* The user has pressed a key in a message.  Returns true if the other side is
 * to be told, and then counts that as done. */
bool typing_is_to_be_told(struct typing *typing, int64_t now);

#endif
