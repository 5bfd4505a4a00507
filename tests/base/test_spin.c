/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/spin.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct spin spin;
static int ends[2];

static void setup(void)
{
    spin = (struct spin){0};
    cr_assert_eq(pipe(ends), 0);
}

TestSuite(spin, .init = setup);

Test(spin, input_parser_what_is_there_already)
{
    struct pollfd fds[] = {{.fd = -1}, {.fd = ends[0], .events = POLLIN}};

    cr_assert_eq(write(ends[1], "x", 1), 1);
    cr_expect_eq(spin_poll(&spin, fds, 2), 1);
    cr_expect_eq(fds[0].revents, 0);
    cr_expect_eq(fds[1].revents, POLLIN);
}

/* A writer that waits until the other thread sleeps. */
struct late_writer {
    long reader;
    bool slept;
};

static bool sleeps(long thread)
{
    char path[64], line[128];
    bool found = false;
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%ld/status", thread);
    file = fopen(path, "r");
    if (!file)
        return false;
    while (fgets(line, sizeof line, file))
        found |= strncmp(line, "State:\tS", 8) == 0;
    fclose(file);
    return found;
}

/* Many looks and no clock: seen asleep twice running, so not by chance in
 * the middle of a yield. */
static void *write_when_asleep(void *argument)
{
    struct late_writer *writer = argument;

    for (int i = 0; i < 100000 && !writer->slept; i++)
        writer->slept = sleeps(writer->reader) && sleeps(writer->reader);
    cr_assert_eq(write(ends[1], "x", 1), 1);
    return NULL;
}

static void expect_sleep_and_wake(void)
{
    struct pollfd fd = {.fd = ends[0], .events = POLLIN};
    struct late_writer writer = {.reader = syscall(SYS_gettid)};
    pthread_t thread;
    char byte;

    cr_assert_eq(pthread_create(&thread, NULL, write_when_asleep, &writer), 0);
    cr_expect_eq(spin_poll(&spin, &fd, 1), 1);
    pthread_join(thread, NULL);
    cr_expect(writer.slept, "it never went to sleep");
    cr_expect_eq(fd.revents, POLLIN);
    cr_assert_eq(read(ends[0], &byte, 1), 1);
}

Test(spin, sleeps_when_nothing_comes_and_wakes_when_it_does)
{
    expect_sleep_and_wake();
    expect_sleep_and_wake();
}

Test(spin, goes_to_sleep_at_once_on_a_crowded_machine)
{
    spin.skip = 2;
    expect_sleep_and_wake();
    cr_expect_eq(spin.skip, 1);
    expect_sleep_and_wake();
    cr_expect_eq(spin.skip, 0);
}
