/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* turns: a lock whose waiters get it in the order in which they came.
 *
 * With a plain mutex a thread that unlocks and locks again at once, as the
 * receiver does in a burst, can keep the other one out for as long as the
 * burst lasts. */
#ifndef CHARLA_TURNS_H
#define CHARLA_TURNS_H

#include <pthread.h>

struct turns {
    pthread_mutex_t mutex; /* guards the two numbers */
    pthread_cond_t next;   /* serving has changed */
    unsigned long drawn;   /* how many have asked */
    unsigned long serving; /* whose turn it is */
};

void turns_init(struct turns *turns);
void turns_release(struct turns *turns);

/* Wait for one's turn; it lasts until turns_end. */
void turns_begin(struct turns *turns);
void turns_end(struct turns *turns);

#endif
