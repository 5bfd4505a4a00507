/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_waiter: waits, before a conversation, for the network and for the
 * user at the same time.
 *
 * While a call is awaited or made, signals are let in as in a conversation, and
 * the line editor reads the keys, so that typed text is neither echoed twice
 * nor left to the shell.  Commands are carried out.  Lines are kept for the
 * conversation, or dropped as they come; the user is told at the first one in
 * each wait.  Ctrl-C, Ctrl-D and /end cancel the wait; so does the end of the
 * monitor, because nothing works without it.  For the main thread. */
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
    bool drops_lines; /* it is not known who will come, so lines are for
                         nobody */
    bool has_begun;   /* the terminal */
    bool has_told;    /* the user what becomes of lines */
    /* What has cancelled the wait: */
    unsigned signals; /* a set of those in base/signals.h */
    bool user_left;
    bool monitor_is_gone;
};

/* The same as a struct waiter, to be passed to functions that wait; valid as
 * long as `waiter` is. */
struct waiter terminal_waiter_of(struct terminal_waiter *waiter);

/* Begin editing, unless this process is in the background: then the terminal
 * is left alone until somebody has called. */
void terminal_waiter_begin(struct terminal_waiter *waiter);

/* Somebody has called: begin editing if that has not happened yet. */
void terminal_waiter_end(struct terminal_waiter *waiter);

#endif
