/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* interrupter: sends a signal to the calling thread again and again, so that a
 * system call of it returns.
 *
 * There are two implementations, of which configure chooses one: timers that
 * signal a thread (Linux), and a thread that sleeps and signals (elsewhere). */
#ifndef CHARLA_INTERRUPTER_H
#define CHARLA_INTERRUPTER_H

struct interrupter;

/* Begin to send `signal` to this thread, every `period_ms`, less than 1000.
 * Returns what interrupter_stop takes; or NULL if that is not possible. */
struct interrupter *interrupter_start(int signal, int period_ms);

/* Stop, and free it; NULL is allowed.  The signal does not come any more. */
void interrupter_stop(struct interrupter *interrupter);

#endif
