/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* returning: the caller's way back into a conversation whose link has broken:
 * it has the monitor call again, shakes hands, says RESUME and waits for the
 * answer (doc/protocol.md, "Resuming"), again and again. */
#ifndef CHARLA_RETURNING_H
#define CHARLA_RETURNING_H

#include <stdint.h>

struct error;
struct session;
struct transport;

enum returning {
    RETURNING_DONE,
    RETURNING_FAILED,  /* not in time */
    RETURNING_NOBODY,  /* the other machine says that nobody waits there */
    RETURNING_GONE,    /* who waits there does not know the conversation */
    RETURNING_UNSAFE,  /* who waits there has another key */
    RETURNING_STOPPED, /* the session's flag `shutdown` is up */
};

/* When to give up. */
struct returning_limits {
    int64_t deadline;     /* on the monotonic clock, in ms */
    unsigned nobody_most; /* so often in a row nobody may wait there */
};

/* Try, saying that `received` bytes of the other side's TEXT have come; in the
 * receiver's thread, when main has released the old link.  RETURNING_DONE:
 * `*transport` is the new link, and `*position` says how much of our TEXT the
 * other side has.  Otherwise `error` says why, but for RETURNING_STOPPED. */
enum returning returning_run(struct session *session, uint64_t received,
                             const struct returning_limits *limits,
                             struct transport **transport,
                             uint64_t *position, struct error *error);

#endif
