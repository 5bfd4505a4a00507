/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/message.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/signals.h"

/* Standard error is a pipe from now on; returns where it comes out.  What a
 * test has to say goes there too, so it speaks only when all is read. */
static int take_errors(void)
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    close(ends[1]);
    cr_assert_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    return ends[0];
}

static void read_all(int fd, struct buffer *out)
{
    char got[4096];
    ssize_t length;

    while ((length = read(fd, got, sizeof got)) > 0)
        buffer_append(out, got, (size_t)length);
}

Test(message, is_a_line_with_the_programs_name)
{
    int errors = take_errors();
    struct buffer got = {0};

    message_begin();
    message_say("what is the matter");
    message_write("    more\n", 9);
    read_all(errors, &got);
    buffer_append(&got, "", 1);
    cr_expect_str_eq(got.data, "charla: what is the matter\n    more\n");
    cr_expect_eq(message_behind_fd(), -1);
    buffer_release(&got);
}

/* As if the reader was a pager that nobody pages. */
static size_t say_much(void)
{
    char line[1024];
    size_t lines = 0;

    memset(line, 'x', sizeof line);
    for (; lines < 1024; lines++)
        message_write(line, sizeof line);
    return lines * sizeof line;
}

Test(message, waits_in_memory_and_is_dropped_beyond_the_bound, .timeout = 60)
{
    int errors = take_errors();
    struct buffer got = {0};
    size_t held, said;

    said = say_much();
    cr_expect_geq(message_behind_fd(), 0);
    read_all(errors, &got);
    held = got.length;
    cr_expect_lt(held, said);
    while (message_behind_fd() >= 0) {
        message_push();
        read_all(errors, &got);
    }
    cr_expect_eq(got.length - held, MESSAGE_KEPT_MAX);
    message_say("later");
    buffer_clear(&got);
    read_all(errors, &got);
    cr_expect_eq(got.length, strlen("charla: later\n"));
    cr_expect_eq(fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK, 0);
    buffer_release(&got);
}

Test(message, is_given_up_when_the_program_ends_and_nobody_reads, .timeout = 60)
{
    (void)take_errors();
    say_much();
    cr_expect_not(message_flush(NULL));
    cr_expect_eq(message_behind_fd(), -1);
}

/* The second Ctrl-C, while the last words have no room. */
Test(message, is_given_up_at_once_when_a_signal_says_to_leave, .timeout = 60)
{
    struct signals signals;

    (void)take_errors();
    signals_begin(&signals);
    say_much();
    raise(SIGTERM);
    cr_expect_not(message_flush(&signals.previous));
    cr_expect_eq(message_behind_fd(), -1);
}

Test(message, to_nobody_at_all_is_no_error)
{
    int errors = take_errors();

    signal(SIGPIPE, SIG_IGN);
    message_begin();
    close(errors);
    message_say("hello?");
    cr_expect_eq(message_behind_fd(), -1);
}
