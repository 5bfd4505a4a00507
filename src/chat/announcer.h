/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* announcer: lets this network know that somebody waits, as long as nobody has
 * come, and tells the user.  The main thread's. */
#ifndef CHARLA_ANNOUNCER_H
#define CHARLA_ANNOUNCER_H

#include <stdbool.h>

#include "monitor/discovery.h"

struct terminal;

struct announcer {
    struct discovery discovery;
    bool has_told; /* under which name; it is told once */
};

/* Begin; what goes wrong is told, and nothing else comes of it. */
void announcer_begin(struct announcer *announcer,
                     const struct discovery_announcement *announcement,
                     struct terminal *terminal);

/* What to poll for POLLIN; -1: nothing.  `announcer` may be NULL. */
int announcer_fd(const struct announcer *announcer);

/* Tell the user what has come. */
void announcer_take(struct announcer *announcer, struct terminal *terminal);

/* Twice is harmless. */
void announcer_end(struct announcer *announcer);

#endif
