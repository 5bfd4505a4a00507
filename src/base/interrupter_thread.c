/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/interrupter.h"
#include "base/memory.h"

struct interrupter {
    pthread_t writer, thread;
    int stop[2]; /* a pipe */
    int signal, period_ms;
};

static void *run(void *context)
{
    const struct interrupter *own = context;
    struct pollfd stop = {.fd = own->stop[0], .events = POLLIN};

    while (poll(&stop, 1, own->period_ms) == 0)
        (void)pthread_kill(own->writer, own->signal);
    return NULL;
}

static void discard(struct interrupter *interrupter)
{
    close(interrupter->stop[0]);
    free(interrupter);
}

struct interrupter *interrupter_start(int signal, int period_ms)
{
    struct interrupter *interrupter = memory_new(sizeof *interrupter);
    sigset_t all, before;
    int result;

    interrupter->writer = pthread_self();
    interrupter->signal = signal;
    interrupter->period_ms = period_ms;
    if (descriptor_pipe(interrupter->stop) < 0) {
        free(interrupter);
        return NULL;
    }
    sigfillset(&all); /* the new thread takes no signal from others */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    result = pthread_create(&interrupter->thread, NULL, run, interrupter);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (result == 0)
        return interrupter;
    close(interrupter->stop[1]);
    discard(interrupter);
    return NULL;
}

void interrupter_stop(struct interrupter *interrupter)
{
    if (!interrupter)
        return;
    close(interrupter->stop[1]); /* the thread sees the end of the pipe */
    (void)pthread_join(interrupter->thread, NULL);
    discard(interrupter);
}
