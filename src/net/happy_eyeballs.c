/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/happy_eyeballs.h"

#include <stdbool.h>

/* How long to wait before the next attempt is due; -1: there is none. */
static int until_next(const struct happy_eyeballs *connector, bool more,
                      int64_t due)
{
    int64_t left;

    if (!more)
        return -1;
    left = due - connector->now(connector->context);
    return left > 0 ? (int)left : 0;
}

int happy_eyeballs_run(const struct happy_eyeballs *connector, size_t count,
             size_t *winner)
{
    size_t next = 0;  /* the attempt to start next */
    size_t alive = 0; /* attempts under way */
    int64_t due = connector->now(connector->context);

    while (next < count || alive > 0) {
        int timeout = until_next(connector, next < count, due);
        size_t which = next;
        enum attempt event;

        if (next < count && (timeout == 0 || alive == 0)) {
            event = connector->start(connector->context, next++);
            due = connector->now(connector->context) + HAPPY_EYEBALLS_DELAY_MS;
            alive++;
        } else {
            event = connector->wait(connector->context, timeout, &which);
        }
        if (event == ATTEMPT_CONNECTED) {
            *winner = which;
            return 0;
        }
        if (event == ATTEMPT_FAILED) {
            alive--;
            due = connector->now(connector->context); /* no need to wait on */
        }
    }
    return -1;
}
