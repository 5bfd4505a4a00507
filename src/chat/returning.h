/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* returning: gets the caller back into a conversation whose link has broken.
 * Each try has the monitor call again, shakes hands, sends RESUME and waits for
 * the answer (doc/protocol.md, "Resuming"). */
#ifndef CHARLA_RETURNING_H
#define CHARLA_RETURNING_H

#include <stdint.h>

struct error;
struct session;
struct transport;

enum returning {
    RETURNING_DONE,
    RETURNING_FAILED,  /* no try has worked in time */
    RETURNING_NOBODY,  /* the connection was refused: nobody waits there */
    RETURNING_GONE,    /* the charla there does not know the conversation */
    RETURNING_UNSAFE,  /* the charla there has another key */
    RETURNING_STOPPED, /* the session's flag `shutdown` is raised */
};

/* When to give up. */
struct returning_limits {
    int64_t deadline;     /* on the monotonic clock, in ms */
    unsigned nobody_max;  /* refused connections in a row */
};

/* Try until it works or a limit is reached; for the receiver thread, after main
 * has released the old link.  `received` is how many bytes of the other side's
 * TEXT have come.  On RETURNING_DONE `*transport` is the new link, and
 * `*position` is how many bytes of our TEXT the other side has.  Otherwise
 * `error` says why, except on RETURNING_STOPPED. */
enum returning returning_run(struct session *session, uint64_t received,
                             const struct returning_limits *limits,
                             struct transport **transport,
                             uint64_t *position, struct error *error);

#endif
