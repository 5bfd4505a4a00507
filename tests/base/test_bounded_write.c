/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/bounded_write.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

/* More than a pipe or a terminal holds. */
#define MUCH ((size_t)4 * 1024 * 1024)

static void *much(void)
{
    return calloc(MUCH, 1);
}

static void open_pipe(int ends[2])
{
    cr_assert_eq(pipe(ends), 0);
}

/* `ends` as of a pipe: what the program writes comes out of the master. */
static void open_terminal(int ends[2])
{
    struct termios modes;

    ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(ends[0] >= 0 && grantpt(ends[0]) == 0 && unlockpt(ends[0]) == 0);
    ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY);
    cr_assert_geq(ends[1], 0);
    tcgetattr(ends[1], &modes);
    cr_assert(modes.c_oflag & OPOST); /* a line end takes two bytes there */
}

static void (*const kinds[])(int ends[2]) = {open_pipe, open_terminal};

Test(bounded_write, writes_what_there_is_room_for)
{
    for (size_t i = 0; i < 2; i++) {
        int ends[2];
        char got[3];

        kinds[i](ends);
        cr_expect_eq(bounded_write(ends[1], "abc", 3), 3);
        cr_expect_eq(read(ends[0], got, 3), 3);
    }
}

/* With nobody reading it returns every time, and does not change the flags that
 * other processes share. */
Test(bounded_write, comes_back_when_nobody_reads, .timeout = 60)
{
    void *data = much();

    for (size_t i = 0; i < 2; i++) {
        ssize_t written;
        int ends[2];

        kinds[i](ends);
        written = bounded_write(ends[1], data, MUCH);
        cr_expect(written > 0 && (size_t)written < MUCH, "%zd", written);
        while (written > 0)
            written = bounded_write(ends[1], data, MUCH);
        cr_expect_eq(written, -1);
        cr_expect_eq(errno, EAGAIN);
        cr_expect_eq(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
    }
    free(data);
}

/* Ctrl-S. */
Test(bounded_write, comes_back_from_a_stopped_terminal, .timeout = 60)
{
    int ends[2];

    open_terminal(ends);
    cr_assert_eq(tcflow(ends[1], TCOOFF), 0);
    cr_expect_eq(bounded_write(ends[1], "a", 1), -1);
    cr_expect_eq(errno, EAGAIN);
    cr_assert_eq(tcflow(ends[1], TCOON), 0);
    cr_expect_eq(bounded_write(ends[1], "a", 1), 1);
}

static void *write_twice(void *context)
{
    const int *fd = context;
    void *data = much();
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    while (bounded_write(*fd, data, MUCH) > 0)
        ;
    free(data);
    return NULL;
}

/* The signal finds the thread that writes, not one that lets all in. */
Test(bounded_write, comes_back_in_a_thread_that_blocks_all_signals,
     .timeout = 60)
{
    int ends[2];
    pthread_t thread;

    open_pipe(ends);
    cr_assert_eq(pthread_create(&thread, NULL, write_twice, &ends[1]), 0);
    cr_assert_eq(pthread_join(thread, NULL), 0);
}

Test(bounded_write, tells_that_nobody_will_ever_read)
{
    int ends[2];

    signal(SIGPIPE, SIG_IGN);
    open_pipe(ends);
    close(ends[0]);
    cr_expect_eq(bounded_write(ends[1], "a", 1), -1);
    cr_expect_eq(errno, EPIPE);
}
