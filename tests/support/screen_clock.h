/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* screen_clock: runs a conversation on a screen, with a clock that the test
 * sets. */
#ifndef CHARLA_SCREEN_CLOCK_H
#define CHARLA_SCREEN_CLOCK_H

#include <stdbool.h>

#include "terminal/bell.h"
#include "support/screen.h"

struct screen_clock;

/* It starts at `time`, in seconds since the Epoch. */
struct screen_clock *screen_clock_new(long long time);
void screen_clock_free(struct screen_clock *clock);
void screen_clock_set(struct screen_clock *clock, long long time);

/* Run what charla does after it is connected to `peer`, with this clock. */
struct screen *screen_of_talk(const struct screen_setup *setup,
                              struct screen_clock *clock, bool timestamps,
                              enum notify notify, struct peer *peer);

#endif
