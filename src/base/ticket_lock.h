/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ticket_lock: a lock that threads get in the order in which they asked.
 *
 * With a plain mutex, a thread that unlocks and at once locks again can keep
 * the others out.  The receiver thread does that for as long as text pours
 * in. */
#ifndef CHARLA_TICKET_LOCK_H
#define CHARLA_TICKET_LOCK_H

#include <pthread.h>

struct ticket_lock {
    pthread_mutex_t mutex;     /* guards the two numbers */
    pthread_cond_t served;     /* signals that now_serving has changed */
    unsigned long next_ticket; /* for the next thread that asks */
    unsigned long now_serving; /* the ticket of the thread that may go on */
};

void ticket_lock_init(struct ticket_lock *lock);
void ticket_lock_destroy(struct ticket_lock *lock);

/* Wait until it is this thread's turn; it keeps the lock until it calls
 * ticket_lock_release. */
void ticket_lock_acquire(struct ticket_lock *lock);
void ticket_lock_release(struct ticket_lock *lock);

#endif
