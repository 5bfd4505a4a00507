/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ticket_lock.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdbool.h>

static struct ticket_lock lock;
static atomic_bool greedy_goes_on = true;
static atomic_ulong greedy_turns;
static unsigned long counter; /* guarded by the lock */

static void *greedy(void *context)
{
    (void)context;
    while (atomic_load(&greedy_goes_on)) {
        ticket_lock_acquire(&lock);
        counter++;
        atomic_fetch_add(&greedy_turns, 1);
        ticket_lock_release(&lock);
    }
    return NULL;
}

/* Who asks is served next, however often the other one asks again: between
 * asking and being served it has one turn more at most. */
Test(ticket_lock, are_taken_in_the_order_they_were_asked_for)
{
    pthread_t thread;
    unsigned long next_ticket, mine = 0;

    ticket_lock_init(&lock);
    pthread_create(&thread, NULL, greedy, NULL);
    while (atomic_load(&greedy_turns) == 0)
        ;
    for (int i = 0; i < 2000; i++) {
        ticket_lock_acquire(&lock);
        next_ticket = lock.now_serving; /* only the holder moves it on */
        counter++;
        mine++;
        cr_assert_eq(next_ticket + 1, atomic_load(&greedy_turns) + mine);
        ticket_lock_release(&lock);
    }
    atomic_store(&greedy_goes_on, false);
    pthread_join(thread, NULL);
    cr_assert_eq(counter, atomic_load(&greedy_turns) + mine);
    ticket_lock_destroy(&lock);
}

static atomic_int order;
static int served[3];

static void *wait_for_turn(void *context)
{
    ticket_lock_acquire(&lock);
    served[*(int *)context] = atomic_fetch_add(&order, 1);
    ticket_lock_release(&lock);
    return NULL;
}

static unsigned long drawn_now(void)
{
    unsigned long next_ticket;

    pthread_mutex_lock(&lock.mutex);
    next_ticket = lock.next_ticket;
    pthread_mutex_unlock(&lock.mutex);
    return next_ticket;
}

Test(ticket_lock, serve_who_waits_first)
{
    pthread_t threads[3];
    int numbers[3] = {0, 1, 2};

    ticket_lock_init(&lock);
    ticket_lock_acquire(&lock);
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, wait_for_turn, &numbers[i]);
        while (drawn_now() != (unsigned long)i + 2)
            ; /* it is waiting now */
    }
    ticket_lock_release(&lock);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(served[i], i);
    ticket_lock_destroy(&lock);
}
