/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ticket_lock.h"

void ticket_lock_init(struct ticket_lock *turns)
{
    *turns = (struct ticket_lock){.drawn = 0};
    pthread_mutex_init(&turns->mutex, NULL);
    pthread_cond_init(&turns->next, NULL);
}

void ticket_lock_destroy(struct ticket_lock *turns)
{
    pthread_cond_destroy(&turns->next);
    pthread_mutex_destroy(&turns->mutex);
}

void ticket_lock_acquire(struct ticket_lock *turns)
{
    unsigned long mine;

    pthread_mutex_lock(&turns->mutex);
    mine = turns->drawn++;
    while (turns->serving != mine)
        pthread_cond_wait(&turns->next, &turns->mutex);
    pthread_mutex_unlock(&turns->mutex);
}

void ticket_lock_release(struct ticket_lock *turns)
{
    pthread_mutex_lock(&turns->mutex);
    turns->serving++;
    pthread_cond_broadcast(&turns->next);
    pthread_mutex_unlock(&turns->mutex);
}
