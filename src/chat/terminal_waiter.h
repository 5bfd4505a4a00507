/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_waiter: waits, outside of a conversation, for the network and for
 * the user at the same time.
 *
 * While a call is awaited or made, signals are let in as in a conversation,
 * and an editor reads keys, so that what is typed is neither echoed twice nor
 * left to the shell: lines are kept, commands are carried out.  Ctrl-C,
 * Ctrl-D and /end call the wait off, and so does the end of the monitor,
 * without which nothing more can be done.  The main thread's. */
#ifndef CHARLA_TERMINAL_WAITER_H
#define CHARLA_TERMINAL_WAITER_H

#include <signal.h>
#include <stdbool.h>

#include "base/waiter.h"

struct monitor;
struct announcer;
struct notes;
struct terminal;

struct terminal_waiter {
    struct terminal *terminal;     /* borrowed */
    const struct monitor *monitor; /* borrowed */
    struct announcer *announcer;   /* borrowed; NULL: there is none */
    struct notes *notes;           /* borrowed; NULL: there are none */
    const sigset_t *wait_mask;     /* the signals' mask while waiting */
    bool has_begun;                /* the terminal */
    /* What has called the wait off: */
    unsigned signals; /* these, of signals.h */
    bool user_left;
    bool monitor_is_gone;
};

/* The waiter, to be handed to what waits; valid as long as `waiter` is. */
struct waiter terminal_waiter_of(struct terminal_waiter *waiter);

/* Begin editing, if the terminal is ours: in the background it is left alone
 * until somebody has called. */
void terminal_waiter_begin(struct terminal_waiter *waiter);

/* Somebody is there: begin editing if that has not happened yet. */
void terminal_waiter_end(struct terminal_waiter *waiter);

#endif
