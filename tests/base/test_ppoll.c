/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/ppoll.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct timespec at_once = {0, 0};

Test(ppoll, tells_what_is_ready)
{
    static const struct {
        const char *about;
        short events, expected;
        bool has_input;
    } cases[] = {
        {"nothing to read", POLLIN, 0, false},
        {"room to write", POLLOUT, POLLOUT, false},
        {"something to read", POLLIN, POLLIN, true},
        {"both", POLLIN | POLLOUT, POLLIN | POLLOUT, true},
        {"nothing that was asked for", 0, 0, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int pair[2];

        cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        if (cases[i].has_input)
            cr_assert_eq(write(pair[1], "x", 1), 1);
        struct pollfd fds[] = {{.fd = -1, .events = POLLIN},
                               {.fd = pair[0], .events = cases[i].events}};
        int ready = ppoll_by_pselect(fds, 2, &at_once, NULL);

        cr_expect_eq(ready, cases[i].expected != 0, "%s", cases[i].about);
        cr_expect_eq(fds[1].revents, cases[i].expected, "%s", cases[i].about);
        cr_expect_eq(fds[0].revents, 0, "%s", cases[i].about);
        close(pair[0]);
        close(pair[1]);
    }
}

Test(ppoll, tells_that_the_other_end_has_gone)
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    close(ends[1]);
    struct pollfd fd = {.fd = ends[0], .events = POLLIN};
    cr_expect_eq(ppoll_by_pselect(&fd, 1, NULL, NULL), 1);
    cr_expect_eq(fd.revents, POLLIN);
}

/* Nothing is asked for, only the end is told: before and during the wait,
 * although something to read has come first. */
Test(ppoll, tells_of_an_end_for_which_it_was_not_asked, .timeout = 60)
{
    for (int has_input = 0; has_input < 2; has_input++)
        for (int ends_before = 0; ends_before < 2; ends_before++) {
            int pair[2];

            cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
            struct pollfd fd = {.fd = pair[0]};
            if (has_input && ends_before)
                cr_assert_eq(write(pair[1], "x", 1), 1);
            if (ends_before)
                close(pair[1]);
            else if (fork() == 0) {
                poll(NULL, 0, 20);
                _exit(0); /* the last one that has pair[1] */
            } else
                close(pair[1]);
            cr_expect_eq(ppoll_by_pselect(&fd, 1, NULL, NULL), 1);
            cr_expect(fd.revents & POLLHUP);
            close(pair[0]);
        }
}

/* Something to read for which it was not asked ends no wait and takes no
 * processor: the next one who asks gets it. */
Test(ppoll, waits_beside_input_for_which_it_was_not_asked)
{
    static const struct timespec soon = {0, 50 * 1000000L};
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct pollfd fd = {.fd = pair[0]};
    if (fork() == 0) {
        poll(NULL, 0, 10);
        _exit(write(pair[1], "x", 1) != 1);
    }
    cr_expect_eq(ppoll_by_pselect(&fd, 1, &soon, NULL), 0);
    fd.events = POLLIN;
    cr_expect_eq(ppoll_by_pselect(&fd, 1, NULL, NULL), 1);
    cr_expect_eq(fd.revents, POLLIN);
}

Test(ppoll, does_not_wait_with_a_descriptor_that_is_closed)
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    struct pollfd fds[] = {{.fd = ends[0], .events = POLLIN},
                           {.fd = dup(ends[0]), .events = POLLIN}};
    close(fds[1].fd);
    cr_expect_eq(ppoll_by_pselect(fds, 2, NULL, NULL), 1);
    cr_expect_eq(fds[1].revents, POLLNVAL);
}

Test(ppoll, refuses_what_a_set_cannot_hold)
{
    struct pollfd fd = {.fd = FD_SETSIZE, .events = POLLIN};

    cr_expect_eq(ppoll_by_pselect(&fd, 1, &at_once, NULL), -1);
    cr_expect_eq(errno, EINVAL);
}

static void note(int number)
{
    (void)number;
}

Test(ppoll, lets_a_signal_in_that_came_before)
{
    struct sigaction action = {.sa_handler = note};
    sigset_t blocked, open;

    sigemptyset(&open);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigaction(SIGUSR1, &action, NULL);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    raise(SIGUSR1);
    cr_expect_eq(ppoll_by_pselect(NULL, 0, NULL, &open), -1);
    cr_expect_eq(errno, EINTR);
}
