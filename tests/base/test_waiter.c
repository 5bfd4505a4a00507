/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/waiter.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <unistd.h>

Test(waiter, waits_as_poll_does)
{
    int ends[2];
    struct pollfd fds = {.events = POLLIN};

    cr_assert_eq(pipe(ends), 0);
    fds.fd = ends[0];
    cr_expect_eq(waiter_wait(&waiter_plain, &fds, 1, 0), 0);
    cr_expect_eq(write(ends[1], "x", 1), 1);
    cr_expect_eq(waiter_wait(&waiter_plain, &fds, 1, -1), 1);
    cr_expect_eq(fds.revents, POLLIN);
}

static int fail(void *context, struct pollfd *fds, nfds_t count,
                int timeout_ms)
{
    (void)fds;
    (void)count;
    (void)timeout_ms;
    errno = *(const int *)context;
    return -1;
}

Test(waiter, takes_an_interruption_for_nothing_and_a_failure_for_one)
{
    int number = EINTR;
    const struct waiter waiter = {.poll = fail, .context = &number};

    cr_expect_eq(waiter_wait(&waiter, NULL, 0, -1), 0);
    number = ECANCELED;
    cr_expect_eq(waiter_wait(&waiter, NULL, 0, -1), -1);
    cr_expect_eq(errno, ECANCELED);
}
