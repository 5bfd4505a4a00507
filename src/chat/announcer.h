/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* announcer: announces a listener in this network until somebody has come, and
 * tells the user under which name.  For the main thread. */
#ifndef CHARLA_ANNOUNCER_H
#define CHARLA_ANNOUNCER_H

#include <stdbool.h>

#include "monitor/discovery.h"

struct terminal;

struct announcer {
    struct discovery discovery;
    bool has_told; /* the user knows the name; it is told once */
};

/* Begin to announce.  The user is told of a failure, which has no other
 * effect. */
void announcer_begin(struct announcer *announcer,
                     const struct discovery_announcement *announcement,
                     struct terminal *terminal);

/* The descriptor to poll for POLLIN; -1: none.  `announcer` may be NULL. */
int announcer_fd(const struct announcer *announcer);

/* Read what has come, and tell the user. */
void announcer_take(struct announcer *announcer, struct terminal *terminal);

/* Stop announcing; calling this twice is harmless. */
void announcer_end(struct announcer *announcer);

#endif
