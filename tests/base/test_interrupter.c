/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/interrupter.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef TEST_TIMERS
#include <dlfcn.h>

static bool has_no_timers;

int timer_create(clockid_t clock, struct sigevent *event, timer_t *timer)
{
    static int (*hidden)(clockid_t, struct sigevent *, timer_t *);
    void *found;

    if (has_no_timers) {
        errno = EAGAIN;
        return -1;
    }
    found = dlsym(RTLD_NEXT, "timer_create");
    memcpy(&hidden, &found, sizeof hidden);
    return hidden(clock, event, timer);
}
#endif

static void wake(int number)
{
    (void)number;
}

static void begin(void)
{
    const struct sigaction waking = {.sa_handler = wake};

    cr_assert_eq(sigaction(SIGALRM, &waking, NULL), 0);
}

TestSuite(interrupter, .init = begin, .timeout = 60);

Test(interrupter, a_call_that_blocks_returns_again_and_again)
{
    struct interrupter *interrupter = interrupter_start(SIGALRM, 5);
    int pair[2];
    char byte;

    cr_assert_not_null(interrupter);
    cr_assert_eq(pipe(pair), 0);
    for (int i = 0; i < 3; i++) {
        cr_expect_lt(read(pair[0], &byte, 1), 0);
        cr_expect_eq(errno, EINTR);
    }
    interrupter_stop(interrupter);
    close(pair[0]);
    close(pair[1]);
}

Test(interrupter, that_is_not_possible_is_told)
{
#ifdef TEST_TIMERS
    has_no_timers = true;
    cr_expect_null(interrupter_start(SIGALRM, 5));
    interrupter_stop(NULL);
#else
    cr_skip_test("this system sends its signals from a thread");
#endif
}
