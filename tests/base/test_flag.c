/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/flag.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>

#include "base/error.h"

static bool is_readable(const struct flag *shutdown)
{
    struct pollfd fd = {.fd = flag_fd(shutdown), .events = POLLIN};

    return poll(&fd, 1, 0) == 1 && fd.revents == POLLIN;
}

static void begin(struct flag *shutdown)
{
    struct error error = {0};

    cr_assert_eq(flag_init(shutdown, &error), 0, "%s", error.text);
}

Test(flag, is_down_at_first)
{
    struct flag shutdown;

    begin(&shutdown);
    cr_assert_not(flag_is_raised(&shutdown));
    cr_assert_not(is_readable(&shutdown));
    flag_release(&shutdown);
}

Test(flag, once_raised_is_seen_both_ways_until_it_is_lowered)
{
    struct flag shutdown;

    begin(&shutdown);
    for (int i = 0; i < 3; i++) {
        flag_raise(&shutdown);
        cr_assert(flag_is_raised(&shutdown));
        cr_assert(is_readable(&shutdown));
    }
    for (int i = 0; i < 2; i++) { /* the second finds nothing to do */
        flag_lower(&shutdown);
        cr_assert_not(flag_is_raised(&shutdown));
        cr_assert_not(is_readable(&shutdown));
    }
    flag_raise(&shutdown);
    cr_assert(is_readable(&shutdown));
    flag_release(&shutdown);
}

/* More raisings than a pipe holds bytes must not wait for a reader. */
Test(flag, may_be_raised_without_end)
{
    struct flag shutdown;

    begin(&shutdown);
    for (int i = 0; i < 200000; i++)
        flag_raise(&shutdown);
    cr_assert(is_readable(&shutdown));
    flag_lower(&shutdown); /* once is enough */
    cr_assert_not(is_readable(&shutdown));
    flag_release(&shutdown);
}

static int written_before;

static void *raise_later(void *shutdown)
{
    written_before = 7;
    flag_raise(shutdown);
    return NULL;
}

Test(flag, wakes_a_thread_that_polls)
{
    struct flag shutdown;
    pthread_t thread;
    struct pollfd fd = {.events = POLLIN};

    begin(&shutdown);
    fd.fd = flag_fd(&shutdown);
    cr_assert_eq(pthread_create(&thread, NULL, raise_later, &shutdown), 0);
    cr_assert_eq(poll(&fd, 1, -1), 1);
    cr_assert(flag_is_raised(&shutdown));
    cr_assert_eq(written_before, 7);
    pthread_join(thread, NULL);
    flag_release(&shutdown);
}

#define COUNT 200000

static atomic_int told;

static void *tell(void *flag)
{
    for (int i = 1; i <= COUNT; i++) {
        atomic_store(&told, i);
        flag_raise(flag);
    }
    return NULL;
}

/* If a raising between poll and the lowering were lost, this would never
 * end. */
Test(flag, never_leaves_the_last_word_unheard)
{
    struct flag moved;
    struct pollfd fd = {.events = POLLIN};
    pthread_t thread;

    begin(&moved);
    fd.fd = flag_fd(&moved);
    cr_assert_eq(pthread_create(&thread, NULL, tell, &moved), 0);
    while (atomic_load(&told) < COUNT) {
        cr_assert_eq(poll(&fd, 1, -1), 1);
        flag_lower(&moved);
    }
    pthread_join(thread, NULL);
    flag_release(&moved);
}

Test(flag, is_not_left_to_a_program_that_is_started)
{
    struct flag shutdown;

    begin(&shutdown);
    for (int i = 0; i < 2; i++)
        cr_assert(fcntl(shutdown.pipe[i], F_GETFD) & FD_CLOEXEC);
    flag_release(&shutdown);
}

Test(flag, tells_when_it_cannot_be_had)
{
    struct flag shutdown;
    struct error error = {0};
    struct rlimit before, none;
    int result;

    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 0;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    result = flag_init(&shutdown, &error);
    setrlimit(RLIMIT_NOFILE, &before);
    cr_assert_eq(result, -1);
    cr_assert_str_eq(error.text, "cannot make a pipe: too many open files");
}
