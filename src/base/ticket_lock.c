/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ticket_lock.h"

void ticket_lock_init(struct ticket_lock *lock)
{
    *lock = (struct ticket_lock){.next_ticket = 0};
    pthread_mutex_init(&lock->mutex, NULL);
    pthread_cond_init(&lock->served, NULL);
}

void ticket_lock_destroy(struct ticket_lock *lock)
{
    pthread_cond_destroy(&lock->served);
    pthread_mutex_destroy(&lock->mutex);
}

void ticket_lock_acquire(struct ticket_lock *lock)
{
    unsigned long mine;

    pthread_mutex_lock(&lock->mutex);
    mine = lock->next_ticket++;
    while (lock->now_serving != mine)
        pthread_cond_wait(&lock->served, &lock->mutex);
    pthread_mutex_unlock(&lock->mutex);
}

void ticket_lock_release(struct ticket_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
    lock->now_serving++;
    pthread_cond_broadcast(&lock->served);
    pthread_mutex_unlock(&lock->mutex);
}
