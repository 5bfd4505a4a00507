/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_pipe.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "text/framer.h"
#include "base/signals.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"

/* A pseudo-terminal that passes bytes as they are. */
static void open_terminal(int *master, int *slave)
{
    struct termios modes;

    *master = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(*master >= 0 && grantpt(*master) == 0 &&
              unlockpt(*master) == 0);
    *slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
    cr_assert_eq(tcgetattr(*slave, &modes), 0);
    cfmakeraw(&modes);
    cr_assert_eq(tcsetattr(*slave, TCSANOW, &modes), 0);
}

static void show(struct terminal *terminal, const char *data, size_t length)
{
    const struct framer_piece piece = {data, length, true, true};
    struct error error = {0};

    cr_assert_eq(terminal_show(terminal, &piece, -1, &error), 0, "%s",
                 error.text);
}

static void flush(struct terminal *terminal)
{
    struct error error = {0};

    cr_assert_eq(terminal_flush(terminal, -1, &error), 0, "%s", error.text);
}

static void expect_read(int fd, const char *data, size_t length)
{
    char got[256];
    size_t at = 0;

    while (at < length) {
        ssize_t more = read(fd, got + at, length - at);
        cr_assert_gt(more, 0);
        at += (size_t)more;
    }
    cr_assert_eq(memcmp(got, data, length), 0, "%.*s", (int)length, got);
}

static const struct terminal_settings quiet = {.quiet = true};

static bool has_input(int fd)
{
    char byte;

    fcntl(fd, F_SETFL, O_NONBLOCK);
    return read(fd, &byte, 1) > 0;
}

Test(terminal_pipe, is_what_its_ends_are)
{
    int ends[2], master, slave;

    cr_assert_eq(pipe(ends), 0);
    open_terminal(&master, &slave);
    for (int in = 0; in <= 1; in++)
        for (int out = 0; out <= 1; out++) {
            struct terminal *terminal = terminal_pipe_new(
                in ? slave : ends[0], out ? slave : ends[1],
                out ? &quiet : NULL);

            cr_expect_eq(terminal->is_person, in);
            cr_expect_eq(terminal->by_lines, out);
            cr_expect_eq(terminal->quiet, out);
            cr_expect_not(terminal->is_editor);
            cr_expect_not(terminal->has_more);
            cr_expect_eq(terminal->input_fd, in ? slave : ends[0]);
            terminal_free(terminal);
        }
    cr_assert(fcntl(slave, F_GETFD) >= 0 && fcntl(ends[1], F_GETFD) >= 0,
              "the descriptors are borrowed");
}

Test(terminal_pipe, hands_on_the_very_bytes_to_a_pipe)
{
    static const char bytes[] = "a\r\n\x1B[2J\0\xFF\u202E";
    int ends[2];
    struct terminal *terminal;

    cr_assert_eq(pipe(ends), 0);
    terminal = terminal_pipe_new(STDIN_FILENO, ends[1], &quiet);
    show(terminal, bytes, sizeof bytes);
    show(terminal, "next", 4);
    flush(terminal);
    expect_read(ends[0], bytes, sizeof bytes);
    expect_read(ends[0], "next", 4);
    cr_assert_not(has_input(ends[0]));
    terminal_free(terminal);
}

Test(terminal_pipe, shows_safe_lines_on_a_terminal)
{
    static const char shown[] = " them | a^[[2J\n them | b\n";
    int master, slave;
    struct terminal *terminal;

    open_terminal(&master, &slave);
    terminal = terminal_pipe_new(STDIN_FILENO, slave, &quiet);
    show(terminal, "a\x1B[2J", 5);
    show(terminal, "b", 1);
    flush(terminal);
    expect_read(master, shown, sizeof shown - 1);
    flush(terminal);
    show(terminal, "c", 1);
    flush(terminal);
    expect_read(master, " them | c\n", 10);
    cr_assert_not(has_input(master));
    terminal_free(terminal);
}

Test(terminal_pipe, tells_when_the_output_fails)
{
    const struct framer_piece piece = {"x", 1, true, true};
    int fd = open("/dev/full", O_WRONLY);
    struct terminal *terminal = terminal_pipe_new(STDIN_FILENO, fd, &quiet);
    struct error error = {0};

    cr_assert(terminal_show(terminal, &piece, -1, &error) < 0 ||
              terminal_flush(terminal, -1, &error) < 0);
    cr_assert_str_eq(error.text, "cannot write to standard output: no space "
                                 "left on the device");
    terminal_free(terminal);
}

/* Each write to this socket is a datagram, so that they can be counted. */
Test(terminal_pipe, writes_short_pieces_together_and_in_their_order)
{
    static char large[8192], got[2 * sizeof large];
    const struct framer_piece long_piece = {large, sizeof large, true, true};
    struct terminal *terminal;
    struct error error = {0};
    int ends[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
    terminal = terminal_pipe_new(STDIN_FILENO, ends[0], &quiet);
    for (int i = 0; i < 100; i++)
        show(terminal, i % 2 ? "ab\n" : "%a\n", 3);
    cr_assert_eq(terminal_show(terminal, &long_piece, -1, &error), 0);
    flush(terminal);
    cr_assert_eq(recv(ends[1], got, sizeof got, MSG_DONTWAIT),
                 300 + (ssize_t)sizeof large);
    cr_assert_eq(memcmp(got, "%a\nab\n%a\nab\n", 12), 0);
    cr_assert_eq(memcmp(got + 300, large, sizeof large), 0);
    cr_assert_eq(terminal_show(terminal, &long_piece, -1, &error), 0);
    cr_assert_eq(recv(ends[1], got, sizeof got, MSG_DONTWAIT),
                 (ssize_t)sizeof large); /* not copied first */
    terminal_free(terminal);
    close(ends[0]);
    close(ends[1]);
}

static enum terminal_event read_some(struct terminal *terminal, size_t size,
                                     const char *wanted)
{
    char room[64];
    size_t length = 99;
    struct error error = {0};
    enum terminal_event event =
        terminal_read(terminal, room, size, &length, &error);

    if (event == TERMINAL_TEXT) {
        cr_assert_eq(length, strlen(wanted));
        cr_assert_eq(memcmp(room, wanted, length), 0);
    }
    cr_assert_eq(event == TERMINAL_FAILED, error.text[0] != '\0');
    return event;
}

Test(terminal_pipe, reads_to_the_end_and_tells_what_it_could_read)
{
    int ends[2];
    struct terminal *terminal;

    cr_assert_eq(pipe(ends), 0);
    terminal = terminal_pipe_new(ends[0], STDOUT_FILENO, &quiet);
    terminal_begin(terminal);
    cr_assert_eq(terminal_pending(terminal), 0);
    cr_assert_eq(write(ends[1], "hello\nyou", 9), 9);
    cr_assert_eq(terminal_pending(terminal), 9);
    cr_assert_eq(read_some(terminal, 3, "hel"), TERMINAL_TEXT);
    cr_assert_eq(terminal_pending(terminal), 6);
    cr_assert_eq(read_some(terminal, 64, "lo\nyou"), TERMINAL_TEXT);
    cr_assert_eq(terminal_pending(terminal), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    cr_assert_eq(read_some(terminal, 64, ""), TERMINAL_NONE);
    close(ends[1]);
    cr_assert_eq(read_some(terminal, 64, ""), TERMINAL_END);
    cr_assert_eq(terminal_pending(terminal), 0);
    terminal_free(terminal);
}

Test(terminal_pipe, could_read_all_that_is_left_of_a_file)
{
    char path[] = "terminal-XXXXXX.tmp";
    int fd = mkstemps(path, 4);
    struct terminal *terminal = terminal_pipe_new(fd, STDOUT_FILENO, &quiet);

    unlink(path);
    cr_assert_eq(terminal_pending(terminal), 0);
    cr_assert_eq(ftruncate(fd, 100000), 0);
    cr_assert_eq(terminal_pending(terminal), 100000);
    lseek(fd, 99997, SEEK_SET);
    cr_assert_eq(terminal_pending(terminal), 3);
    lseek(fd, 100000, SEEK_SET);
    cr_assert_eq(terminal_pending(terminal), 0);
    lseek(fd, 100001, SEEK_SET);
    cr_assert_eq(terminal_pending(terminal), 0);
    cr_assert_eq(read_some(terminal, 64, ""), TERMINAL_END);
    terminal_free(terminal);
}

Test(terminal_pipe, has_nothing_to_read_where_there_is_nothing)
{
    static const char *const paths[] = {"/dev/null", "/dev/zero", "."};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        int fd = open(paths[i], O_RDONLY);
        struct terminal *terminal =
            terminal_pipe_new(fd, STDOUT_FILENO, &quiet);

        cr_expect_eq(terminal_pending(terminal), 0, "%s", paths[i]);
        terminal_free(terminal);
    }
}

Test(terminal_pipe, tells_when_the_input_cannot_be_read)
{
    int fd = open(".", O_RDONLY);
    struct terminal *terminal = terminal_pipe_new(fd, STDOUT_FILENO, &quiet);
    struct error error = {0};
    char room[8];
    size_t length;

    cr_assert_eq(terminal_read(terminal, room, sizeof room, &length, &error),
                 TERMINAL_FAILED);
    cr_assert_str_eq(error.text,
                     "cannot read standard input: it is a directory");
    terminal_free(terminal);
}

Test(terminal_pipe, gives_notices_on_standard_error)
{
    int ends[2], before = dup(STDERR_FILENO);
    struct terminal *terminal =
        terminal_pipe_new(STDIN_FILENO, STDOUT_FILENO, NULL);

    cr_assert_eq(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    terminal_notice(terminal, "one %d", 2);
    terminal->quiet = true;
    terminal_notice(terminal, "not this");
    dup2(before, STDERR_FILENO);
    expect_read(ends[0], "charla: one 2\n", 14);
    cr_assert_not(has_input(ends[0]));
    terminal_free(terminal);
}

Test(terminal_pipe, has_no_line_that_could_be_half_typed)
{
    struct terminal *terminal =
        terminal_pipe_new(STDIN_FILENO, STDOUT_FILENO, &quiet);

    terminal_begin(terminal);
    cr_assert_eq(terminal_signal(terminal, SIGNALS_CONTINUE | SIGNALS_RESIZE),
                 0);
    cr_assert_eq(terminal_signal(terminal, SIGNALS_INTERRUPT | SIGNALS_LEAVE),
                 SIGNALS_INTERRUPT | SIGNALS_LEAVE);
    cr_assert_eq(terminal_drain(terminal), TERMINAL_IDLE);
    cr_assert_not(terminal_finish(terminal));
    cr_assert_not(terminal_finish(terminal));
    terminal_free(terminal);
}
