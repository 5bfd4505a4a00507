/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* signals: catches the signals of the user and the terminal, and keeps them
 * until the main thread asks.
 *
 * They are blocked in every thread and let in only inside the main thread's
 * ppoll, so that none is lost between a question and the next wait. */
#ifndef CHARLA_SIGNALS_H
#define CHARLA_SIGNALS_H

#include <signal.h>

enum {
    SIGNALS_INTERRUPT = 1, /* SIGINT: Ctrl-C */
    SIGNALS_LEAVE = 2,     /* SIGTERM, SIGHUP */
    SIGNALS_STOP = 4,      /* SIGTSTP: Ctrl-Z */
    SIGNALS_CONTINUE = 8,  /* SIGCONT */
    SIGNALS_RESIZE = 16,   /* SIGWINCH */
};

/* What signals_begin has replaced. */
struct signals {
    sigset_t previous; /* the mask to hand to ppoll */
};

/* Block and catch all of these signals; to be called before a thread is
 * started.  A signal that was ignored (nohup) stays ignored. */
void signals_begin(struct signals *signals);

/* Put back what was in force before. */
void signals_end(const struct signals *signals);

/* The signals that have come since the last call, as a set of the above. */
unsigned signals_take(void);

/* Do what SIGTSTP does by default: stop this process until SIGCONT, unless its
 * process group is orphaned, because then no shell could continue it (POSIX,
 * System Interfaces 2.4.3).  The terminal must have been given back before. */
void signals_stop_here(void);

/* End this process by the default action of the signal that came: SIGINT if
 * `signals` holds SIGNALS_INTERRUPT, else SIGHUP or SIGTERM, whichever came
 * last. */
void signals_end_here(unsigned signals);

#endif
