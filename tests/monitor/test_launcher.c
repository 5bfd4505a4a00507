/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/launcher.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "monitor/monitor_message.h"
#include "support/failing.h"

/* How long nothing may happen before a test is given up, in ms. */
#define PATIENCE_MS 60000

static struct launcher launcher;
static int notes; /* our end */

static void start_words(char *words[])
{
    struct error error = {0};
    int pair[2];

    cr_assert_eq(pipe(pair), 0);
    fcntl(pair[0], F_SETFD, FD_CLOEXEC);
    cr_assert_eq(launcher_start(&launcher, words, pair[1], &error), 0, "%s",
                 error.text);
    close(pair[1]);
    notes = pair[0];
}

static void start(char *script)
{
    static char sh[] = "sh", option[] = "-c";
    char *words[] = {sh, option, script, NULL};

    start_words(words);
}

static int run(void)
{
    struct error error = {0};
    int link = launcher_run(&launcher, &error);

    cr_assert_geq(link, 0, "%s", error.text);
    return link;
}

/* Read up to and with `last`, or the end. */
static const char *text_of(int fd, char last)
{
    static char text[4096];
    size_t length = 0;
    struct pollfd wanted = {.fd = fd, .events = POLLIN};

    while (length < sizeof text - 1) {
        cr_assert_gt(poll(&wanted, 1, PATIENCE_MS), 0, "nothing has come");
        if (read(fd, text + length, 1) <= 0 || text[length++] == last)
            break;
    }
    text[length] = '\0';
    return text;
}

static bool hang_up(void)
{
    struct error error = {0};
    bool failed = false;

    cr_assert_eq(launcher_hang_up(&launcher, &failed, &error), 0, "%s",
                 error.text);
    return failed;
}

static void finish(void)
{
    launcher_end(&launcher);
    close(notes);
}

Test(launcher, makes_the_commands_input_and_output_a_link, .timeout = 60)
{
    char script[] = "read a; echo \"got $a\"; echo aside >&2; cat";
    int link;

    start(script);
    link = run();
    cr_assert_eq(write(link, "hello\nmore", 10), 10);
    cr_assert_eq(shutdown(link, SHUT_WR), 0);
    cr_expect_str_eq(text_of(link, '\n'), "got hello\n");
    cr_expect_str_eq(text_of(link, '\0'), "more"); /* and the end */
    cr_expect_str_eq(text_of(notes, '\n'), "aside\n");
    close(link);
    cr_expect_not(hang_up());
    finish();
}

Test(launcher, tells_the_command_whether_it_was_started_before, .timeout = 60)
{
    char script[] = "echo \"<$CHARLA_AGAIN>\"";
    static const char *const expected[] = {"<>\n", "<1>\n", "<1>\n"};

    setenv("CHARLA_AGAIN", "of the caller's environment", true);
    start(script);
    for (size_t i = 0; i < 3; i++) {
        int link = run();

        cr_expect_str_eq(text_of(link, '\n'), expected[i]);
        close(link);
    }
    finish();
}

Test(launcher, starts_the_command_afresh_each_time, .timeout = 60)
{
    char script[] = "echo $$; cat";
    char first[64], second[64];
    int one, other;

    start(script);
    one = run();
    snprintf(first, sizeof first, "%s", text_of(one, '\n'));
    other = run();
    cr_expect_str_eq(text_of(one, '\0'), ""); /* the first one is over */
    snprintf(second, sizeof second, "%s", text_of(other, '\n'));
    cr_expect_str_neq(first, second);
    cr_expect(kill((pid_t)atoi(first), 0) < 0 && errno == ESRCH);
    close(one);
    close(other);
    finish();
    cr_expect(kill((pid_t)atoi(second), 0) < 0 && errno == ESRCH);
}

static const struct {
    const char *script, *note;
    bool failed;
} ends[] = {
    {"exit 0", "", false},
    {"exit 3", "sh has ended with exit status 3\n", true},
    {"kill -9 $$", "sh was ended by a signal: Killed\n", true},
};

Test(launcher, says_how_the_command_has_failed, .timeout = 60)
{
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char script[64];
        int link;

        snprintf(script, sizeof script, "%s", ends[i].script);
        start(script);
        link = run();
        (void)text_of(link, '\0');
        close(link);
        cr_expect_eq(hang_up(), ends[i].failed, "%s", script);
        cr_expect_not(hang_up()); /* it is told once */
        launcher_end(&launcher);
        cr_expect_str_eq(text_of(notes, '\0'), ends[i].note);
        close(notes);
    }
}

/* Also what it has started itself, and although it minds no SIGTERM. */
Test(launcher, ends_a_command_that_does_not_end_by_itself, .timeout = 60)
{
    char script[] = "trap '' TERM HUP; sleep 1000 & echo $! $$; wait; "
                    "sleep 1000";
    int link, child, itself;

    start(script);
    link = run();
    cr_assert_eq(sscanf(text_of(link, '\n'), "%d %d", &child, &itself), 2);
    close(link);
    cr_expect_not(hang_up()); /* that it was killed is no failure */
    cr_expect(kill(itself, 0) < 0 && errno == ESRCH);
    finish();
    cr_expect_str_eq(text_of(notes, '\0'), "");
}

Test(launcher, that_is_left_alone_takes_the_command_with_it, .timeout = 60)
{
    char script[] = "echo $$; exec sleep 1000";
    int link, itself;

    start(script);
    link = run();
    cr_assert_eq(sscanf(text_of(link, '\n'), "%d", &itself), 1);
    close(launcher.socket); /* as when the monitor was killed */
    launcher.socket = -1;
    cr_expect_str_eq(text_of(link, '\0'), "");
    launcher_end(&launcher);
    cr_expect(kill(itself, 0) < 0 && errno == ESRCH);
}

Test(launcher, says_that_there_is_no_such_program, .timeout = 60)
{
    static char name[] = "no-such-program-here";
    char *words[] = {name, NULL};
    struct error error = {0};
    int pair[2], link;

    /* A directory in it that may not be searched would be the reason. */
    setenv("PATH", "/usr/bin:/bin", 1);
    cr_assert_eq(pipe(pair), 0);
    cr_assert_eq(launcher_start(&launcher, words, pair[1], &error), 0);
    close(pair[1]);
    link = run();
    cr_expect_str_eq(text_of(link, '\0'), "");
    cr_expect(hang_up());
    cr_expect_str_eq(text_of(pair[0], '\n'),
                     "cannot start no-such-program-here: No such file or "
                     "directory\n");
    close(link);
    launcher_end(&launcher);
}

Test(launcher, ends_the_longest_note_with_a_line_end, .timeout = 60)
{
    static char name[2 * ERROR_TEXT_MAX];
    char *words[] = {name, NULL};
    int link;
    const char *note;

    memset(name, 'x', sizeof name - 1);
    name[0] = '/';
    start_words(words);
    link = run();
    cr_expect_str_eq(text_of(link, '\0'), "");
    launcher_end(&launcher); /* so that the note ends, too */
    note = text_of(notes, '\n');
    cr_assert_eq(strlen(note), ERROR_TEXT_MAX);
    cr_expect_eq(note[ERROR_TEXT_MAX - 1], '\n');
    close(link);
    close(notes);
}

/* A program of today's starts with every signal as it is by default. */
Test(launcher, leaves_the_command_no_signal_ignored_or_blocked, .timeout = 60)
{
    char script[] = "grep -E '^Sig(Blk|Ign):' /proc/self/status";
    unsigned long long blocked, ignored;
    sigset_t all;
    int link;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    start(script);
    link = run();
    cr_assert_eq(sscanf(text_of(link, '\0'), "SigBlk: %llx SigIgn: %llx",
                        &blocked, &ignored), 2);
    cr_expect_eq(blocked, 0);
    cr_expect_eq(ignored & 0x7FFFFFFF, 0); /* the rest is libc's own */
    close(link);
    finish();
}

/* ---- What fails ---------------------------------------------------------- */

static const struct {
    enum failing_call call;
    int number;
    const char *why;
} shortages[] = {
    {FAILING_SOCKETPAIR, EMFILE, "too many files are open"},
    {FAILING_FORK, EAGAIN, "Resource temporarily unavailable"},
};

Test(launcher, that_cannot_be_started_is_an_error)
{
    static char sh[] = "sh";
    char *words[] = {sh, NULL}, sentence[ERROR_TEXT_MAX];

    for (size_t i = 0; i < sizeof shortages / sizeof *shortages; i++) {
        struct error error = {0}, why = {0};

        error_set_errno(&why, shortages[i].number, "%s",
                        "cannot start charla's monitor");
        snprintf(sentence, sizeof sentence, "%s", why.text);
        failing_set(shortages[i].call, 0, 1, shortages[i].number);
        cr_expect_eq(launcher_start(&launcher, words, 2, &error), -1);
        cr_expect(failing_is_over());
        cr_expect_str_eq(error.text, sentence);
        cr_expect_eq(launcher.socket, -1);
        cr_expect_eq(launcher_run(&launcher, &error), -1);
        cr_expect_str_eq(error.text, "there is no command to start");
        launcher_end(&launcher);
    }
}

/* The launcher itself goes on, and starts the command the next time. */
Test(launcher, says_why_it_cannot_start_the_command, .timeout = 60)
{
    for (size_t i = 0; i < sizeof shortages / sizeof *shortages; i++) {
        struct error error = {0}, why = {0};
        char script[] = "echo here";
        int link;

        error_set_errno(&why, shortages[i].number, "%s", "cannot start sh");
        failing_set(shortages[i].call, 1, 1, shortages[i].number);
        start(script);
        failing_set(shortages[i].call, 0, 0, 0);
        cr_expect_eq(launcher_run(&launcher, &error), -1);
        cr_expect_str_eq(error.text, why.text);
        cr_expect_not(hang_up());
        link = run();
        cr_expect_str_eq(text_of(link, '\n'), "here\n");
        close(link);
        finish();
    }
}

Test(launcher, that_is_gone_is_an_error)
{
    struct error error = {0};
    bool failed = false;
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    launcher = (struct launcher){.socket = pair[0], .pid = -1};
    close(pair[1]);
    cr_expect_eq(launcher_run(&launcher, &error), -1);
    cr_expect_str_eq(error.text, "charla's monitor is gone");
    error.text[0] = '\0';
    cr_expect_eq(launcher_hang_up(&launcher, &failed, &error), -1);
    cr_expect_str_eq(error.text, "charla's monitor is gone");
    launcher_end(&launcher);
}

/* It takes the question and ends without an answer. */
Test(launcher, that_ends_before_it_answers_is_an_error)
{
    struct error error = {0};
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    launcher = (struct launcher){.socket = pair[0], .pid = -1};
    cr_assert_eq(shutdown(pair[1], SHUT_WR), 0);
    cr_expect_eq(launcher_run(&launcher, &error), -1);
    cr_expect_str_eq(error.text, "charla's monitor is gone");
    launcher_end(&launcher);
    close(pair[1]);
}

Test(launcher, is_waited_for_although_a_signal_comes, .timeout = 60)
{
    char script[] = "exit 0";
    pid_t pid;

    start(script);
    pid = launcher.pid;
    failing_set(FAILING_WAITPID, 0, 2, EINTR);
    finish();
    cr_expect(failing_is_over());
    cr_expect(kill(pid, 0) < 0 && errno == ESRCH, "it is there still");
}
