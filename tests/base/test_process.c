/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/process.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

/* The exit status of a child that does this. */
static int status_of(void (*act)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        act();
        _exit(100);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- Closing ------------------------------------------------------------- */

static void close_many(void)
{
    static const int open_ones[] = {20, 21, 22, 60, 61, 120};
    int null = open("/dev/null", O_RDWR);

    for (int i = 0; i < 6; i++)
        if (dup2(null, open_ones[i]) < 0)
            _exit(1);
    process_close_from(21);
    if (!is_open(20) || !is_open(STDERR_FILENO))
        _exit(2);
    for (int i = 1; i < 6; i++)
        if (is_open(open_ones[i]))
            _exit(3);
    process_close_from(21); /* there are none */
    _exit(0);
}

Test(process, closes_every_descriptor_from_one_on)
{
    cr_expect_eq(status_of(close_many), 0);
}

/* As containers have it: then it must not ask for each of them. */
static void close_with_a_high_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        _exit(1);
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    close_many();
}

Test(process, closes_them_whatever_the_limit_is, .timeout = 60)
{
    cr_expect_eq(status_of(close_with_a_high_limit), 0);
}

static void keep_two(void)
{
    int ends[2], kept[2];
    char got;

    if (pipe(ends) < 0)
        _exit(1);
    kept[0] = ends[1]; /* the other way round */
    kept[1] = ends[0];
    process_keep_only(kept, 2);
    if (write(3, "x", 1) != 1 || read(4, &got, 1) != 1 || got != 'x')
        _exit(2);
    if (fcntl(3, F_GETFD) != FD_CLOEXEC || fcntl(4, F_GETFD) != FD_CLOEXEC)
        _exit(3);
    _exit(is_open(5) || read(STDIN_FILENO, &got, 1) != 0 ? 4 : 0);
}

Test(process, keeps_only_what_it_is_told_to)
{
    cr_expect_eq(status_of(keep_two), 0);
}

/* ---- The end of the parent ----------------------------------------------- */

#if defined HAVE_PRCTL || defined HAVE_PROCCTL

/* A grandchild holds the end of a pipe for as long as it lives. */
Test(process, ends_with_its_parent)
{
    struct pollfd life = {.events = POLLIN};
    int ends[2], ready[2];
    char byte;

    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(pipe(ready), 0);
    if (fork() == 0) {
        if (fork() == 0) {
            process_end_with_parent(SIGKILL);
            (void)!write(ready[1], "x", 1);
            alarm(2 * PATIENCE_MS / 1000);
            for (;;)
                pause();
        }
        (void)!read(ready[0], &byte, 1);
        _exit(0);
    }
    close(ends[1]);
    life.fd = ends[0];
    cr_assert_eq(poll(&life, 1, PATIENCE_MS), 1, "it lives on");
    cr_expect_eq(read(ends[0], &byte, 1), 0);
}

#endif
