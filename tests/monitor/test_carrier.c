/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program that is started here is a shell script. */
#include <config.h>

#include "monitor/carrier.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "support/failing.h"
#include "support/temporary.h"

static char directory[TEMPORARY_MAX], file[TEMPORARY_MAX + 8];
static struct carrier carrier;
static struct error error;
static int browser; /* what is handed over */

static void begin(void)
{
    int pair[2];

    temporary_directory(directory);
    snprintf(file, sizeof file, "%s/carrier", directory);
    carrier = (struct carrier){.socket = -1, .pid = -1};
    error = (struct error){0};
    cr_assert_eq(pipe(pair), 0);
    close(pair[1]);
    browser = pair[0];
    signal(SIGPIPE, SIG_IGN);
}

static void end(void)
{
    carrier_end(&carrier);
    close(browser);
    (void)unlink(file);
    (void)rmdir(directory);
}

TestSuite(carrier, .init = begin, .fini = end, .timeout = 60);

static void write_program(const char *script)
{
    FILE *out = fopen(file, "w");

    cr_assert_not_null(out);
    fprintf(out, "#!/bin/sh\n%s\n", script);
    cr_assert_eq(fclose(out), 0);
    cr_assert_eq(chmod(file, 0700), 0);
}

static int give(int *reports)
{
    return carrier_give(&carrier, file, browser, reports, &error);
}

/* Read a report, or "" at the end. */
static const char *report_of(int reports)
{
    static char text[128];
    ssize_t length = recv(reports, text, sizeof text - 1, 0);

    text[length > 0 ? length : 0] = '\0';
    return text;
}

/* Wait until the program has ended, and leave it to be waited for. */
static void await_end(void)
{
    siginfo_t ignored;

    cr_assert_eq(waitid(P_PID, (id_t)carrier.pid, &ignored,
                        WEXITED | WNOWAIT), 0);
}

Test(carrier, has_its_two_sockets_and_nothing_else)
{
    int reports, other;

    /* A shell's own descriptors are above 9; "ls" has one for the directory. */
    write_program("echo $(for fd in 0 1 2 3 4 5 6 7 8 9; do\n"
                  "  (: <&$fd) 2>/dev/null && echo $fd; done) >&4\n"
                  "env | grep -v '^PWD=\\|^_=\\|^SHLVL=' >&4\n"
                  "exec sleep 1000");
    other = dup2(browser, 9); /* closed by exec */
    (void)fcntl(other, F_SETFD, FD_CLOEXEC);
    setenv("CHARLA_SECRET", "secret", 1);
    cr_assert_eq(give(&reports), 0, "%s", error.text);
    cr_assert_geq(reports, 0);
    cr_expect_str_eq(report_of(reports), "0 1 2 3 4\n");
    carrier_end(&carrier);
    cr_expect_str_eq(report_of(reports), "", "an environment is left");
    close(reports);
    close(other);
}

Test(carrier, runs_as_long_as_it_takes_what_it_is_given)
{
    int reports, second;
    pid_t pid;

    write_program("echo on >&4; exec sleep 1000");
    cr_assert_eq(give(&reports), 0, "%s", error.text);
    cr_expect_str_eq(report_of(reports), "on\n");
    pid = carrier.pid;
    cr_assert_eq(give(&second), 0, "%s", error.text);
    cr_expect_eq(second, -1, "it was started again");
    cr_expect_eq(carrier.pid, pid);
    carrier_end(&carrier);
    carrier_end(&carrier);
    cr_expect(kill(pid, 0) < 0 && errno == ESRCH);
    close(reports);
}

Test(carrier, that_reads_nothing_gets_no_more_sockets_and_stops_nobody)
{
    int reports, second, given = 1;

    write_program("exec sleep 1000");
    cr_assert_eq(give(&reports), 0, "%s", error.text);
    while (given < 100000 && give(&second) == 0)
        given++;
    cr_expect_lt(given, 100000);
    cr_expect_str_eq(error.text, "too many browsers call at once");
    cr_expect_eq(carrier.starts, 1);
    close(reports);
}

Test(carrier, that_dies_is_started_again_but_not_for_ever)
{
    int reports[CARRIER_STARTS_MAX + 1];

    /* Not before it has been given something. */
    write_program("dd bs=4096 count=1 <&3 >/dev/null 2>&1; exit 1");
    for (int i = 0; i < CARRIER_STARTS_MAX; i++) {
        cr_assert_eq(give(&reports[i]), 0, "%s", error.text);
        cr_assert_geq(reports[i], 0, "it was not started");
        close(reports[i]);
        await_end();
    }
    cr_expect_eq(give(&reports[0]), -1);
    cr_expect_eq(reports[0], -1);
    cr_expect_str_eq(error.text, "this charla has no page for browsers");
}

Test(carrier, that_is_not_installed_is_an_error)
{
    int reports;

    cr_expect_eq(carrier_give(&carrier, NULL, browser, &reports, &error), -1);
    cr_expect_str_eq(error.text, "this charla has no page for browsers");
    cr_expect_eq(carrier.starts, 0);
}

static const struct {
    enum failing_call call;
    int skip, number;
} shortages[] = {
    {FAILING_SOCKETPAIR, 0, EMFILE},
    {FAILING_SOCKETPAIR, 1, ENFILE},
    {FAILING_FORK, 0, EAGAIN},
};

static int count_descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

Test(carrier, that_cannot_be_started_is_an_error_and_leaves_nothing_open)
{
    char words[TEMPORARY_MAX + 32];

    snprintf(words, sizeof words, "cannot start %s", file);
    for (size_t i = 0; i < sizeof shortages / sizeof *shortages; i++) {
        int reports, before = count_descriptors();
        struct error why;

        error_set_errno(&why, shortages[i].number, "%s", words);
        failing_set(shortages[i].call, shortages[i].skip, 1,
                    shortages[i].number);
        cr_expect_eq(give(&reports), -1);
        cr_expect(failing_is_over());
        cr_expect_str_eq(error.text, why.text);
        cr_expect_eq(reports, -1);
        cr_expect_eq(count_descriptors(), before, "shortage %zu", i);
    }
}

Test(carrier, is_waited_for_although_a_signal_comes)
{
    int reports;
    pid_t pid;

    write_program("exec sleep 1000");
    cr_assert_eq(give(&reports), 0, "%s", error.text);
    pid = carrier.pid;
    failing_set(FAILING_WAITPID, 0, 2, EINTR);
    carrier_end(&carrier);
    cr_expect(failing_is_over());
    cr_expect(kill(pid, 0) < 0 && errno == ESRCH);
    close(reports);
}
