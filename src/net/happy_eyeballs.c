/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/happy_eyeballs.h"

#include <limits.h>
#include <stdbool.h>

#include "base/clock.h"

/* How long to wait until `moment`, in ms for poll; -1: it never comes. */
static int ms_until(const struct happy_eyeballs *connector, int64_t moment)
{
    int64_t left;

    if (moment == CLOCK_NEVER)
        return -1;
    left = moment - connector->now(connector->context);
    if (left <= 0)
        return 0;
    return left < INT_MAX ? (int)left : INT_MAX;
}

enum happy_eyeballs_result
happy_eyeballs_run(const struct happy_eyeballs *connector, size_t count,
                   int64_t deadline, size_t *winner)
{
    size_t next = 0;  /* the attempt to start next */
    size_t alive = 0; /* attempts under way */
    int64_t due = connector->now(connector->context); /* of the next start */

    while (next < count || alive > 0) {
        bool more = next < count;
        size_t which = next;
        enum attempt event;

        if (more && (alive == 0 || ms_until(connector, due) == 0)) {
            event = connector->start(connector->context, next++);
            due = connector->now(connector->context) + HAPPY_EYEBALLS_DELAY_MS;
            alive++;
        } else {
            int64_t until = more && due < deadline ? due : deadline;
            event = connector->wait(connector->context,
                                    ms_until(connector, until), &which);
        }
        switch (event) {
        case ATTEMPT_CONNECTED:
            *winner = which;
            return HAPPY_EYEBALLS_CONNECTED;
        case ATTEMPT_CANCELED:
            return HAPPY_EYEBALLS_CANCELED;
        case ATTEMPT_FAILED:
            alive--;
            due = connector->now(connector->context); /* the next at once */
            break;
        case ATTEMPT_PENDING:
            if (ms_until(connector, deadline) == 0)
                return HAPPY_EYEBALLS_TIMED_OUT;
        }
    }
    return HAPPY_EYEBALLS_FAILED;
}
