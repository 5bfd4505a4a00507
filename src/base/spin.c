/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/spin.h"

#include <sched.h>
#include <stdint.h>
#include <time.h>

/* If a yield takes this long, another program had work to do, not the one that
 * sends to this thread.  Further yields would take as long, so none are made
 * for a while. */
#define CROWDED_US 200
#define CROWDED_SKIP 1000

static int64_t now_us(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int spin_poll(struct spin *spin, struct pollfd *fds, nfds_t count)
{
    int64_t begun, before, now;
    int ready;

    if (spin->skip > 0) {
        spin->skip--;
        return poll(fds, count, -1);
    }
    begun = now = now_us();
    do {
        before = now;
        /* The program that sends to us may need this processor. */
        sched_yield();
        ready = poll(fds, count, 0);
        now = now_us();
        if (now - before > CROWDED_US)
            spin->skip = CROWDED_SKIP;
    } while (ready == 0 && now - begun < SPIN_US);
    return ready != 0 ? ready : poll(fds, count, -1);
}
