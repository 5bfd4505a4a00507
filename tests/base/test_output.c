/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/output.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#define MUCH ((size_t)1024 * 1024) /* more than any pipe holds */

struct reader {
    int fd;
    char *data; /* MUCH bytes */
    size_t length;
};

static void *read_all(void *context)
{
    struct reader *reader = context;
    ssize_t got;

    while (reader->length < MUCH &&
           (got = read(reader->fd, reader->data + reader->length,
                       MUCH - reader->length)) > 0)
        reader->length += (size_t)got;
    return NULL;
}

static char *much(void)
{
    char *data = malloc(MUCH);

    for (size_t i = 0; i < MUCH; i++)
        data[i] = (char)(i * 2654435761u >> 13);
    return data;
}

/* A descriptor that turns readable never, or is so from the start. */
static int stop_fd(bool readable)
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    if (readable)
        cr_assert_eq(write(ends[1], "", 1), 1);
    return ends[0];
}

static void check_all_arrives(int from, int to)
{
    struct reader reader = {.fd = from, .data = malloc(MUCH)};
    struct output output;
    struct error error = {0};
    pthread_t thread;
    char *data = much();

    output_init(&output, to);
    cr_assert_eq(pthread_create(&thread, NULL, read_all, &reader), 0);
    cr_assert_eq(output_write(&output, data, MUCH, stop_fd(false), &error),
                 MUCH, "%s", error.text);
    pthread_join(thread, NULL);
    cr_assert_eq(reader.length, MUCH);
    cr_assert_eq(memcmp(reader.data, data, MUCH), 0);
    output_release(&output);
    free(data);
    free(reader.data);
}

Test(output, waits_for_a_slow_reader_of_a_pipe)
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    check_all_arrives(ends[0], ends[1]);
}

Test(output, waits_for_a_slow_reader_whoever_made_it_not_block)
{
    int ends[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    check_all_arrives(ends[0], ends[1]);
}

Test(output, goes_on_in_a_file_where_others_have_stopped)
{
    char path[] = "output-XXXXXX.tmp", text[16] = "";
    int fd = mkstemps(path, 4);
    struct output output;
    struct error error = {0};

    unlink(path);
    cr_assert_eq(write(fd, "abc", 3), 3);
    output_init(&output, fd);
    cr_assert_eq(output_write(&output, "def", 3, -1, &error), 3);
    cr_assert_eq(output_write(&output, NULL, 0, -1, &error), 0);
    cr_assert_eq(write(fd, "ghi", 3), 3);
    cr_assert_eq(output_write(&output, "jkl", 3, -1, &error), 3);
    output_release(&output);
    cr_assert_eq(pread(fd, text, sizeof text, 0), 12);
    cr_assert_str_eq(text, "abcdefghijkl");
    cr_assert_str_empty(error.text);
}

Test(output, tells_that_the_disk_is_full)
{
    int fd = open("/dev/full", O_WRONLY);
    struct output output;
    struct error error = {0};

    output_init(&output, fd);
    cr_assert_eq(output_write(&output, "x", 1, stop_fd(false), &error), 0);
    cr_assert_str_eq(error.text, "cannot write to standard output: no space "
                                 "left on the device");
    output_release(&output);
}

Test(output, tells_that_the_reader_has_gone)
{
    int ends[2];
    struct output output;
    struct error error = {0};

    signal(SIGPIPE, SIG_IGN);
    for (int before = 0; before <= 1; before++) {
        cr_assert_eq(pipe(ends), 0);
        if (before)
            close(ends[0]);
        output_init(&output, ends[1]);
        if (!before)
            close(ends[0]);
        cr_assert_eq(output_write(&output, "x", 1, stop_fd(false), &error),
                     0);
        cr_assert_str_eq(error.text, "cannot write to standard output: "
                                     "nobody is reading at the other end");
        output_release(&output);
    }
}

static void *close_it(void *fd)
{
    char first;

    cr_assert_eq(read(*(int *)fd, &first, 1), 1);
    close(*(int *)fd);
    return NULL;
}

Test(output, does_not_wait_for_a_reader_that_goes_meanwhile)
{
    int ends[2];
    struct output output;
    struct error error = {0};
    pthread_t thread;
    char *data = much();

    signal(SIGPIPE, SIG_IGN);
    cr_assert_eq(pipe(ends), 0);
    output_init(&output, ends[1]);
    cr_assert_eq(pthread_create(&thread, NULL, close_it, &ends[0]), 0);
    cr_assert_lt(output_write(&output, data, MUCH, stop_fd(false), &error),
                 MUCH);
    pthread_join(thread, NULL);
    cr_assert_not_null(strstr(error.text, "nobody is reading"));
    output_release(&output);
    free(data);
}

Test(output, stops_with_what_was_written_when_nobody_reads)
{
    int ends[2];
    struct output output;
    struct error error = {0};
    char *data = much(), *got = malloc(MUCH);
    size_t written;

    cr_assert_eq(pipe(ends), 0);
    output_init(&output, ends[1]);
    written = output_write(&output, data, MUCH, stop_fd(true), &error);
    cr_assert(written > 0 && written < MUCH);
    cr_assert_str_eq(error.text, "standard output is not being read");
    output_release(&output);
    close(ends[1]);
    cr_assert_eq(read(ends[0], got, MUCH), (ssize_t)written);
    cr_assert_eq(memcmp(got, data, written), 0);
    free(data);
    free(got);
}

struct raiser {
    int in, out; /* read a byte there, write one here */
};

static void *raise_stop(void *context)
{
    const struct raiser *raiser = context;
    char first;

    cr_assert_eq(read(raiser->in, &first, 1), 1);
    cr_assert_eq(write(raiser->out, "", 1), 1);
    return NULL;
}

/* A socket cannot be opened once more, but it can be asked not to wait. */
Test(output, stops_at_a_socket_that_nobody_reads)
{
    struct output output;
    struct error error = {0};
    char *data = much();
    int ends[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    output_init(&output, ends[1]);
    cr_expect_lt(output_write(&output, data, MUCH, stop_fd(true), &error),
                 MUCH);
    cr_expect_str_eq(error.text, "standard output is not being read");
    cr_expect_eq(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
    output_release(&output);
    free(data);
}

Test(output, is_woken_by_the_stop_while_it_waits)
{
    int ends[2], stop[2];
    struct raiser raiser;
    struct output output;
    struct error error = {0};
    pthread_t thread;
    char *data = much();

    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(pipe(stop), 0);
    raiser = (struct raiser){ends[0], stop[1]};
    output_init(&output, ends[1]);
    cr_assert_eq(pthread_create(&thread, NULL, raise_stop, &raiser), 0);
    cr_assert_lt(output_write(&output, data, MUCH, stop[0], &error), MUCH);
    cr_assert_str_eq(error.text, "standard output is not being read");
    pthread_join(thread, NULL);
    output_release(&output);
    free(data);
}

Test(output, is_not_stopped_while_there_is_room)
{
    int ends[2];
    struct output output;
    struct error error = {0};

    cr_assert_eq(pipe(ends), 0);
    output_init(&output, ends[1]);
    cr_assert_eq(output_write(&output, "abc", 3, stop_fd(true), &error), 3);
    cr_assert_str_empty(error.text);
    output_release(&output);
}

static int open_terminal(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    return open(ptsname(master), O_RDWR | O_NOCTTY);
}

/* Who shares the descriptor must not find it changed, during or after. */
Test(output, leaves_the_flags_of_what_it_has_borrowed_alone)
{
    int ends[2], fds[3];

    cr_assert_eq(pipe(ends), 0);
    fds[0] = ends[1];
    fds[1] = open_terminal();
    fds[2] = open("/dev/null", O_WRONLY);
    for (size_t i = 0; i < 3; i++) {
        int flags = fcntl(fds[i], F_GETFL);
        struct output output;
        struct error error = {0};

        cr_assert(fds[i] >= 0 && !(flags & O_NONBLOCK));
        output_init(&output, fds[i]);
        cr_expect_eq(output.own, i < 2);
        cr_expect_eq(output_write(&output, "abc", 3, -1, &error), 3);
        cr_expect_eq(fcntl(fds[i], F_GETFL), flags);
        if (output.own)
            cr_expect(fcntl(output.fd, F_GETFD) & FD_CLOEXEC);
        output_release(&output);
        cr_expect_eq(fcntl(fds[i], F_GETFL), flags);
        if (output.own)
            cr_expect(fcntl(output.fd, F_GETFD) < 0 && errno == EBADF);
    }
}
