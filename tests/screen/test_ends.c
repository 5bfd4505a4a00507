/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The ends of a conversation, on a real screen with a shell behind it. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "support/screen.h"
#include "support/screen_peer.h"

#define LEAVE "charla: press Enter to leave"
#define NOT_SENT \
    "charla: the line you were typing was not sent; press Enter to leave"

static struct peer *peer;
static struct screen *screen;

/* charla, and after it a shell that reads one line and shows it. */
static void start_with(const char *term, const char *options)
{
    static char command[512];

    peer = peer_new();
    snprintf(command, sizeof command,
             "trap : INT; \"$CHARLA\" --plain %s 127.0.0.1 %u; "
             "echo \"status $?\"; "
             "IFS= read -r line; echo \"the shell got '$line'\"",
             options, peer_port(peer));
    screen = screen_start(&(struct screen_setup){.rows = 24,
                                                 .columns = 80,
                                                 .term = term,
                                                 .program = screen_shell,
                                                 .context = command});
    screen_meet(screen, peer);
    peer_await_call(peer, screen);
}

static void start(void)
{
    start_with(NULL, "");
    screen_await_row(screen, "NOT encrypted >");
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
}

/* charla has gone with this status; nothing of what was typed is left. */
static void expect_clean_shell(const char *status)
{
    screen_await_row(screen, status);
    cr_assert(screen_has_first_modes(screen));
    cr_assert_not(screen_wants_focus(screen));
    cr_assert_not(screen_wants_brackets(screen));
    cr_assert_str_eq(screen_title(screen), "before");
    screen_type(screen, "ok\r");
    screen_await_row(screen, "the shell got 'ok'");
}

Test(screen_ends, keep_the_half_typed_line_from_the_shell)
{
    static const char *const leaving[] = {"\r", "\004", "\003"};

    for (size_t i = 0; i < sizeof leaving / sizeof *leaving; i++) {
        start();
        screen_type(screen, "rm -rf pre");
        screen_await_row(screen, "NOT encrypted > rm -rf pre");
        peer_say(peer, "%end%\n");
        screen_await_row(screen,
                         "charla: the other side has ended the conversation");
        screen_await_row(screen, NOT_SENT);
        screen_type(screen, "cious");
        screen_await_row(screen, "NOT encrypted > rm -rf precious");
        screen_type(screen, leaving[i]);
        expect_clean_shell("status 0");
        cr_assert_eq(screen_count(screen, "NOT encrypted > rm -rf precious"),
                     1, "%s", screen_dump(screen));
        stop();
    }
}

Test(screen_ends, keep_the_line_however_the_other_side_goes)
{
    start();
    screen_type(screen, "half");
    screen_await_row(screen, "NOT encrypted > half");
    peer_hang_up(peer);
    screen_await_row(screen,
                     "charla: the other side has closed the connection");
    screen_await_row(screen, NOT_SENT);
    screen_await_row(screen, "NOT encrypted > half");
    screen_type(screen, "\r");
    expect_clean_shell("status 0");
    stop();
}

static int row_of(const char *text)
{
    int row = 0;

    screen_await_row(screen, text);
    while (row < 23 && strcmp(screen_row(screen, row), text) != 0)
        row++;
    return row;
}

Test(screen_ends, leave_no_empty_row_before_the_shell)
{
    static const char *const ways[] = {"\004", "\003", "/end\r", "%end%\r"};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        start();
        screen_type(screen, ways[i]);
        peer_expect(peer, screen, "%end%\n");
        peer_hang_up(peer);
        cr_expect_eq(row_of("status 0"),
                     row_of("charla: you have ended the conversation") + 1,
                     "%s", screen_dump(screen));
        expect_clean_shell("status 0");
        stop();
    }
}

/* Keys that were on their way when the other side left. */
Test(screen_ends, keep_what_was_struck_at_that_moment)
{
    start();
    screen_type(screen, "reboot now\r");
    peer_expect(peer, screen, "reboot now\n");
    peer_say(peer, "%end%\n"); /* within a second of the Enter */
    screen_await_row(screen, LEAVE);
    screen_type(screen, "reboot again");
    screen_await_row(screen, "NOT encrypted > reboot again");
    screen_type(screen, "\r");
    expect_clean_shell("status 0");
    stop();
}

/* It stays as long as it takes, and goes on being an editor. */
Test(screen_ends, go_on_editing_until_enter)
{
    start();
    screen_type(screen, "one");
    screen_await_row(screen, "NOT encrypted > one");
    peer_say(peer, "%end%\n");
    screen_await_row(screen, NOT_SENT);
    screen_type(screen, "\001two \005\177\177");
    screen_await_row(screen, "NOT encrypted > two o");
    screen_resize(screen, 24, 60);
    screen_await_row(screen, "NOT encrypted > two o");
    screen_type(screen, "\r");
    expect_clean_shell("status 0");
    cr_assert_str_eq(peer_received(peer), "");
    stop();
}

Test(screen_ends, at_once_when_nobody_is_typing)
{
    start();
    peer_say(peer, "bye\n%end%\n");
    screen_await_row(screen, THEIRS "bye");
    expect_clean_shell("status 0");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 0);
    stop();
}

/* Typed after leaving: the shell does not get that either. */
Test(screen_ends, forget_what_is_typed_while_leaving)
{
    start();
    screen_type(screen, "/end\r");
    peer_expect(peer, screen, "%end%\n");
    screen_type(screen, "reboot\r");
    screen_pump(screen);
    peer_hang_up(peer);
    expect_clean_shell("status 0");
    stop();
}

Test(screen_ends, with_a_signal_leave_the_terminal_as_it_was)
{
    static const int numbers[] = {SIGTERM, SIGHUP, SIGINT};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        peer = peer_new();
        screen = screen_of_charla(
            &(struct screen_setup){.rows = 24, .columns = 80}, peer, "");
        screen_await_row(screen, "NOT encrypted >");
        cr_assert_not(screen_echoes(screen));
        screen_signal(screen, numbers[i]);
        peer_expect(peer, screen, "%end%\n");
        peer_hang_up(peer);
        cr_assert_eq(screen_await_end(screen), 0);
        cr_assert(screen_has_first_modes(screen));
        cr_assert_not(screen_wants_focus(screen));
        cr_assert_not(screen_wants_brackets(screen));
        cr_assert_str_eq(screen_title(screen), "before");
        stop();
    }
}

Test(screen_ends, with_a_signal_leave_a_half_typed_line_too)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        peer = peer_new();
        screen = screen_of_charla(
            &(struct screen_setup){.rows = 24, .columns = 80}, peer, "");
        screen_await_row(screen, "NOT encrypted >");
        screen_type(screen, "half");
        screen_await_row(screen, "NOT encrypted > half");
        peer_hang_up(peer);
        screen_await_row(screen, NOT_SENT);
        screen_signal(screen, numbers[i]);
        cr_assert_eq(screen_await_end(screen), 0);
        screen_await_row(screen, "NOT encrypted > half");
        cr_assert(screen_has_first_modes(screen));
        stop();
    }
}

/* These end it where it stands. */
Test(screen_ends, with_a_deadly_signal_leave_the_terminal_as_it_was)
{
    const int numbers[] = {
        SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2,   SIGALRM, SIGVTALRM, SIGPROF,
        SIGSYS,  SIGXCPU, SIGXFSZ, SIGPOLL,   SIGTRAP, SIGRTMIN,  SIGRTMAX,
#ifdef SIGSTKFLT
        SIGSTKFLT,
#endif
#ifdef SIGPWR
        SIGPWR,
#endif
    };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        peer = peer_new();
        screen = screen_of_charla(
            &(struct screen_setup){.rows = 24, .columns = 80}, peer, "");
        screen_await_row(screen, "NOT encrypted >");
        screen_signal(screen, numbers[i]);
        cr_assert_eq(screen_await_end(screen), 128 + numbers[i]);
        cr_assert(screen_has_first_modes(screen));
        cr_assert_not(screen_wants_focus(screen));
        cr_assert_not(screen_wants_brackets(screen));
        cr_assert_str_eq(screen_title(screen), "before");
        stop();
    }
}

Test(screen_ends, leave_the_line_on_the_screen_when_terminated)
{
    start_with(NULL, "-q");
    screen_await_row(screen, "NOT encrypted >");
    screen_type(screen, "half");
    screen_await_row(screen, "NOT encrypted > half");
    peer_say(peer, "%end%\n");
    screen_await_row(screen, NOT_SENT); /* quiet or not */
    cr_assert_eq(screen_count_with(screen, "has ended"), 0);
    screen_type(screen, "\r");
    expect_clean_shell("status 0");
    stop();
}

Test(screen_ends, stop_and_go_on)
{
    peer = peer_new();
    screen = screen_of_charla(
        &(struct screen_setup){.rows = 24, .columns = 80, .has_shell = true},
        peer, "-q");
    screen_await_row(screen, "NOT encrypted >");
    screen_type(screen, "half a line");
    screen_await_row(screen, "NOT encrypted > half a line");
    for (int i = 0; i < 3; i++) {
        screen_type(screen, "\032"); /* Ctrl-Z */
        screen_await_stop(screen);
        cr_assert(screen_has_first_modes(screen));
        cr_assert_not(screen_wants_focus(screen));
        cr_assert_not(screen_wants_brackets(screen));
        cr_assert_str_eq(screen_title(screen), "before");
        peer_say(peer, "while you were away\n");
        screen_signal(screen, SIGCONT);
        screen_await_row(screen, "NOT encrypted > half a line");
        screen_await_row(screen, THEIRS "while you were away");
        cr_assert_not(screen_echoes(screen));
        cr_assert(screen_wants_focus(screen));
        cr_assert(screen_wants_brackets(screen));
        cr_assert_str_eq(screen_title(screen), "charla: 127.0.0.1");
    }
    screen_type(screen, "\r");
    peer_expect(peer, screen, "half a line\n");
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                 screen_dump(screen));
    stop();
}

/* Over several rows, and told to go on more often than it was stopped. */
Test(screen_ends, stop_and_go_on_in_a_long_line)
{
    static const char line[] =
        "a line that is long enough to go over more than one row of this "
        "screen, and to leave something of itself behind";
    const char *row;

    peer = peer_new();
    screen = screen_of_charla(
        &(struct screen_setup){.rows = 24, .columns = 60, .has_shell = true},
        peer, "-q");
    screen_await_text(screen, "NOT encrypted >");
    screen_type(screen, line);
    screen_await_text(screen, "behind");
    screen_type(screen, "\032");
    screen_await_stop(screen);
    for (int i = 0; i < 3; i++)
        screen_signal(screen, SIGCONT);
    screen_await_text(screen, "behind");
    screen_signal(screen, SIGCONT);
    peer_say(peer, "back again\n");
    screen_await_row(screen, THEIRS "back again");
    screen_await_text(screen, "behind");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                 screen_dump(screen));
    row = screen_row(screen, screen_cursor_row(screen));
    cr_assert_eq(strcmp(row + strlen(row) - 6, "behind"), 0);
    screen_type(screen, "\r");
    peer_expect(peer, screen, line);
    stop();
}

/* Nobody could tell it to go on. */
Test(screen_ends, ignore_a_stop_without_a_shell)
{
    peer = peer_new();
    screen = screen_of_charla(
        &(struct screen_setup){.rows = 24, .columns = 80}, peer, "-q");
    screen_await_row(screen, "NOT encrypted >");
    screen_type(screen, "half\032");
    screen_type(screen, " a line\r");
    peer_expect(peer, screen, "half a line\n");
    screen_type(screen, "and another\r");
    peer_expect(peer, screen, "and another\n");
    stop();
}

/* The screen takes no more text, as after Ctrl-S.  A request to leave works all
 * the same. */
Test(screen_ends, though_the_screen_stands_still)
{
    static char line[1001];

    peer = peer_new();
    screen = screen_of_charla(
        &(struct screen_setup){.rows = 24, .columns = 80}, peer, "-q");
    screen_await_row(screen, "NOT encrypted >");
    memset(line, 'x', 999);
    line[999] = '\n';
    screen_freeze(screen, true);
    peer_flood(peer, line);
    screen_signal(screen, SIGTERM);
    peer_expect_still(peer, "%end%\n");
    peer_drop(peer);
    screen_freeze(screen, false);
    screen_await_end(screen);
    cr_assert(screen_has_first_modes(screen));
    stop();
}

static bool is_read_by_key(void *context)
{
    (void)context;
    return !screen_echoes(screen);
}

/* A line that is half typed is kept in a plain terminal, too. */
Test(screen_ends, keep_the_half_typed_line_in_linear_mode)
{
    start_with("dumb", "");
    screen_await(screen, is_read_by_key, NULL, "the terminal taken over");
    screen_type(screen, "rm -rf pre");
    screen_await_row(screen, "rm -rf pre");
    peer_say(peer, "%end%\n");
    screen_await_row(screen, NOT_SENT);
    screen_type(screen, "cious\r");
    screen_await_row(screen, "rm -rf precious");
    screen_await_row(screen, "status 0");
    cr_assert(screen_has_first_modes(screen));
    screen_type(screen, "ok\r");
    screen_await_row(screen, "the shell got 'ok'");
    stop();
}
