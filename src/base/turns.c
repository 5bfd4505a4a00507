/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/turns.h"

void turns_init(struct turns *turns)
{
    *turns = (struct turns){.drawn = 0};
    pthread_mutex_init(&turns->mutex, NULL);
    pthread_cond_init(&turns->next, NULL);
}

void turns_release(struct turns *turns)
{
    pthread_cond_destroy(&turns->next);
    pthread_mutex_destroy(&turns->mutex);
}

void turns_begin(struct turns *turns)
{
    unsigned long mine;

    pthread_mutex_lock(&turns->mutex);
    mine = turns->drawn++;
    while (turns->serving != mine)
        pthread_cond_wait(&turns->next, &turns->mutex);
    pthread_mutex_unlock(&turns->mutex);
}

void turns_end(struct turns *turns)
{
    pthread_mutex_lock(&turns->mutex);
    turns->serving++;
    pthread_cond_broadcast(&turns->next);
    pthread_mutex_unlock(&turns->mutex);
}
