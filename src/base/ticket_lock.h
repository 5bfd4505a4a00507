/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ticket_lock: a lock whose waiters get it in the order in which they came.
 *
 * With a plain mutex a thread that unlocks and locks again at once, as the
 * receiver does in a burst, can keep the other one out for as long as the
 * burst lasts. */
#ifndef CHARLA_TICKET_LOCK_H
#define CHARLA_TICKET_LOCK_H

#include <pthread.h>

struct ticket_lock {
    pthread_mutex_t mutex; /* guards the two numbers */
    pthread_cond_t served;   /* now_serving has changed */
    unsigned long next_ticket;   /* how many have asked */
    unsigned long now_serving; /* whose turn it is */
};

void ticket_lock_init(struct ticket_lock *lock);
void ticket_lock_destroy(struct ticket_lock *lock);

/* Wait for one's turn; it lasts until ticket_lock_release. */
void ticket_lock_acquire(struct ticket_lock *lock);
void ticket_lock_release(struct ticket_lock *lock);

#endif
