/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/signals.h"

#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

/* Lock-free, so a signal handler may use it. */
static atomic_uint arrived;
static atomic_int last_to_leave = SIGTERM; /* or SIGHUP, if that came last */

static const struct {
    int number;
    unsigned fact;
} caught[] = {
    {SIGINT, SIGNALS_INTERRUPT}, {SIGTERM, SIGNALS_LEAVE},
    {SIGHUP, SIGNALS_LEAVE},     {SIGTSTP, SIGNALS_STOP},
    {SIGCONT, SIGNALS_CONTINUE}, {SIGWINCH, SIGNALS_RESIZE},
};

static void handle(int number)
{
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        if (caught[i].number == number)
            atomic_fetch_or(&arrived, caught[i].fact);
    if (number == SIGTERM || number == SIGHUP)
        atomic_store(&last_to_leave, number);
}

void signals_begin(struct signals *signals)
{
    struct sigaction action = {.sa_handler = handle};
    struct sigaction previous;
    sigset_t blocked;

    sigemptyset(&blocked);
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        sigaddset(&blocked, caught[i].number);
    pthread_sigmask(SIG_BLOCK, &blocked, &signals->previous);
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
        sigdelset(&signals->previous, caught[i].number);
        if (sigaction(caught[i].number, NULL, &previous) == 0 &&
            previous.sa_handler != SIG_IGN)
            sigaction(caught[i].number, &action, NULL);
    }
}

void signals_end(const struct signals *signals)
{
    const struct sigaction fallback = {.sa_handler = SIG_DFL};
    struct sigaction now;

    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        if (sigaction(caught[i].number, NULL, &now) == 0 &&
            now.sa_handler == handle)
            sigaction(caught[i].number, &fallback, NULL);
    pthread_sigmask(SIG_SETMASK, &signals->previous, NULL);
}

unsigned signals_take(void)
{
    return atomic_exchange(&arrived, 0);
}

/* Let the system do what it does with `number` by default. */
static void act_by_default(int number)
{
    const struct sigaction fallback = {.sa_handler = SIG_DFL};
    struct sigaction handler;
    sigset_t one, previous;

    sigemptyset(&one);
    sigaddset(&one, number);
    if (sigaction(number, &fallback, &handler) < 0)
        return;
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &one, &previous);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    sigaction(number, &handler, NULL);
}

void signals_stop_here(void)
{
    act_by_default(SIGTSTP);
}

void signals_end_here(unsigned signals)
{
    act_by_default(signals & SIGNALS_INTERRUPT ? SIGINT
                                               : atomic_load(&last_to_leave));
}
