/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupter.h"
#include "base/memory.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid /* glibc's name until 2.41 */
#endif

struct interrupter {
    timer_t timer;
};

struct interrupter *interrupter_start(int signal, int period_ms)
{
    struct interrupter *interrupter = memory_new(sizeof *interrupter);
    const struct timespec period = {0, period_ms * 1000000L};
    const struct itimerspec times = {period, period};
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
                             .sigev_signo = signal};

    event.sigev_notify_thread_id = gettid();
    if (timer_create(CLOCK_MONOTONIC, &event, &interrupter->timer) < 0) {
        free(interrupter);
        return NULL;
    }
    (void)timer_settime(interrupter->timer, 0, &times, NULL);
    return interrupter;
}

void interrupter_stop(struct interrupter *interrupter)
{
    if (interrupter)
        (void)timer_delete(interrupter->timer);
    free(interrupter);
}
