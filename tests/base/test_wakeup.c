/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/wakeup.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>

#include "base/error.h"

static struct wakeup wakeup;

static void begin(void)
{
    struct error error = {0};

    cr_assert_eq(wakeup_init(&wakeup, &error), 0, "%s", error.text);
}

static void end(void)
{
    wakeup_release(&wakeup);
}

TestSuite(wakeup, .init = begin, .fini = end);

static bool is_ringing(void)
{
    struct pollfd fd = {.fd = wakeup_fd(&wakeup), .events = POLLIN};

    return poll(&fd, 1, 0) == 1 && fd.revents == POLLIN;
}

Test(wakeup, is_silent_at_first)
{
    cr_expect_not(is_ringing());
}

Test(wakeup, rings_until_it_is_taken_and_then_again)
{
    for (int i = 0; i < 3; i++) {
        wakeup_ring(&wakeup);
        cr_expect(is_ringing());
        cr_expect(is_ringing());
        wakeup_take(&wakeup);
        cr_expect_not(is_ringing());
    }
}

/* More than a pipe holds bytes: ringing must not wait for anybody. */
Test(wakeup, rings_once_however_often_it_is_rung)
{
    for (int i = 0; i < 200000; i++)
        wakeup_ring(&wakeup);
    wakeup_take(&wakeup);
    cr_expect_not(is_ringing());
}

#define COUNT 200000

static atomic_int told;

static void *tell(void *unused)
{
    for (int i = 1; i <= COUNT; i++) {
        atomic_store(&told, i);
        wakeup_ring(&wakeup);
    }
    return unused;
}

/* If a ring between poll and take were lost, this would never end. */
Test(wakeup, never_leaves_the_last_word_unheard)
{
    struct pollfd fd = {.fd = wakeup_fd(&wakeup), .events = POLLIN};
    pthread_t thread;

    cr_assert_eq(pthread_create(&thread, NULL, tell, NULL), 0);
    while (atomic_load(&told) < COUNT) {
        cr_assert_eq(poll(&fd, 1, -1), 1);
        wakeup_take(&wakeup);
    }
    pthread_join(thread, NULL);
}
