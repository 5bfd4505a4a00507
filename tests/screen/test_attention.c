/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The bell and the window's title. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal/bell.h"
#include "crypto/encryption.h"
#include "support/loopback.h"
#include "support/screen.h"
#include "support/screen_clock.h"
#include "support/screen_peer.h"
#include "support/temporary.h"

static const struct screen_setup plain = {.rows = 24, .columns = 80};

static struct screen_clock *now;
static struct peer *peer;
static struct screen *screen;

static void start(enum notify notify)
{
    now = screen_clock_new(1000000);
    peer = peer_new();
    screen = screen_of_talk(&plain, now, false, notify, peer);
    screen_await_row(screen, "NOT encrypted >");
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
    screen_clock_free(now);
}

static int number;

/* How often has the bell rung after one more message? */
static int bells_after_message(void)
{
    char line[32];

    snprintf(line, sizeof line, "message %d\n", ++number);
    peer_say(peer, line);
    snprintf(line, sizeof line, THEIRS "message %d", number);
    screen_await_row(screen, line);
    screen_pump(screen);
    return screen_bells(screen);
}

/* A focus report shows nowhere; what is typed after it does. */
static void focus(bool focused)
{
    screen_focus(screen, focused);
    screen_type(screen, "x");
    screen_await_row(screen, "NOT encrypted > x");
    screen_type(screen, "\177");
    screen_await_row(screen, "NOT encrypted >");
}

Test(screen_attention, rings_when_one_looks_elsewhere_and_not_too_often)
{
    start(NOTIFY_BELL);
    cr_assert(screen_wants_focus(screen));
    cr_assert_eq(bells_after_message(), 0); /* nothing known yet */
    focus(false);
    cr_assert_eq(bells_after_message(), 1);
    cr_assert_eq(bells_after_message(), 1); /* it has just rung */
    screen_clock_set(now, 1000009);
    cr_assert_eq(bells_after_message(), 1);
    screen_clock_set(now, 1000010);
    cr_assert_eq(bells_after_message(), 2);
    focus(true);
    screen_clock_set(now, 1000030);
    cr_assert_eq(bells_after_message(), 2); /* one looks */
    focus(false);
    cr_assert_eq(bells_after_message(), 3);
    cr_assert_str_eq(screen_row(screen, screen_cursor_row(screen)),
                     "NOT encrypted >");
    stop();
}

Test(screen_attention, always_rings_if_wanted)
{
    start(NOTIFY_ALWAYS);
    cr_assert_eq(bells_after_message(), 1);
    cr_assert_eq(bells_after_message(), 1);
    screen_clock_set(now, 1000100);
    cr_assert_eq(bells_after_message(), 2);
    stop();
}

Test(screen_attention, never_rings_if_unwanted)
{
    start(NOTIFY_NONE);
    focus(false);
    cr_assert_eq(bells_after_message(), 0);
    screen_clock_set(now, 1000100);
    cr_assert_eq(bells_after_message(), 0);
    stop();
}

static bool has_written(const char *bytes)
{
    size_t length;
    const char *raw = screen_raw(screen, &length);

    return memmem(raw, length, bytes, strlen(bytes)) != NULL;
}

Test(screen_attention, is_called_for_outside_the_terminal_if_wanted)
{
    start(NOTIFY_DESKTOP);
    cr_assert_eq(bells_after_message(), 0);
    cr_assert_not(has_written("notify;charla;"));
    focus(false);
    cr_assert_eq(bells_after_message(), 1);
    cr_assert(has_written("\033]9;charla: "));
    cr_assert(has_written("\033]777;notify;charla;"));
    cr_assert(has_written(" has written\033\\"));
    cr_assert_not(has_written("charla;message"));
    stop();
    start(NOTIFY_DESKTOP_TEXT);
    focus(false);
    cr_assert_eq(bells_after_message(), 1);
    cr_assert(has_written(": message 3\033\\"), "%s", screen_dump(screen));
    stop();
}

Test(screen_attention, has_an_option)
{
    static const struct {
        const char *option;
        int bells;
    } cases[] = {{"-q --notify=always", 1},
                 {"-q --notify=bell", 0},
                 {"-q --notify=none", 0},
                 {"-q --notify=desktop", 0},
                 {"-q --notify=desktop=text", 0},
                 {"-q", 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        peer = peer_new();
        screen = screen_of_charla(&plain, peer, cases[i].option);
        screen_await_row(screen, "NOT encrypted >");
        cr_assert_eq(bells_after_message(), cases[i].bells);
        screen_free(screen);
        peer_free(peer);
    }
}

/* In the middle of anything that takes more than one key. */
Test(screen_attention, takes_no_report_for_keys)
{
    static const char *const before[] = {
        "abc",        /* typing */
        "\026",       /* Ctrl-V: the next key as it is */
        "\022a",      /* Ctrl-R: searching */
        "\0335",      /* an argument */
        "\030",       /* Ctrl-X: a prefix */
    };

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        peer = peer_new();
        screen = screen_of_charla(&plain, peer, "-q");
        screen_await_row(screen, "NOT encrypted >");
        screen_type(screen, before[i]);
        screen_pump(screen);
        screen_focus(screen, false);
        screen_focus(screen, true);
        screen_type(screen, "\a\003"); /* out of it, and an empty line */
        screen_type(screen, "clean\r");
        peer_await_any(peer, screen);
        cr_assert_null(strpbrk(peer_received(peer), "[IO"), "%zu: %s", i,
                       peer_received(peer));
        screen_free(screen);
        peer_free(peer);
    }
}

Test(screen_attention, shows_whom_one_talks_to)
{
    peer = peer_new();
    screen = screen_of_charla(&plain, peer, "-q");
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_str_eq(screen_title(screen), "charla: 127.0.0.1");
    screen_type(screen, "\004");
    peer_expect(peer, screen, "%end%\n");
    peer_hang_up(peer);
    screen_await_end(screen);
    cr_assert_str_eq(screen_title(screen), "before");
    screen_free(screen);
    peer_free(peer);
}

/* Start a charla that encrypts, with a directory of its own. */
static struct screen *start_encrypting(char directory[TEMPORARY_MAX],
                                       const char *arguments)
{
    static char command[256], data[TEMPORARY_MAX + 16];

    temporary_directory(directory);
    snprintf(command, sizeof command, "exec \"$CHARLA\" %s", arguments);
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s", directory);
    return screen_start(&(struct screen_setup){.rows = 24,
                                               .columns = 80,
                                               .environment = {data},
                                               .program = screen_shell,
                                               .context = command});
}

static void remove_directory(const char *directory)
{
    char command[TEMPORARY_MAX + 16];

    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    cr_assert_eq(system(command), 0);
}

static bool shows_their_name(void *context)
{
    return strcmp(screen_title(context), "charla: Ana") == 0;
}

/* The name that the other side goes by, when it is told. */
Test(screen_attention, shows_by_what_name_they_go)
{
    static const char notice[] = "            charla 127.0.0.1 ";
    char directories[2][TEMPORARY_MAX];
    struct screen *ana, *ben;
    char arguments[64];
    unsigned port = 0;

    if (!*encryption_library())
        cr_skip_test("this charla cannot encrypt");
    loopback_need();
    ana = start_encrypting(directories[0], "-n Ana -l 127.0.0.1 -p 0");
    screen_await_text(ana, notice);
    for (int row = 0; screen_row(ana, row); row++)
        if (strncmp(screen_row(ana, row), notice, sizeof notice - 1) == 0)
            port = (unsigned)atoi(screen_row(ana, row) + sizeof notice - 1);
    snprintf(arguments, sizeof arguments, "127.0.0.1 %u", port);
    ben = start_encrypting(directories[1], arguments);
    screen_await(ben, shows_their_name, ben, "the name in the title");
    screen_free(ana);
    screen_free(ben);
    remove_directory(directories[0]);
    remove_directory(directories[1]);
}

/* A terminal that would print it as text. */
Test(screen_attention, shows_no_title_where_that_might_be_text)
{
    static const char *const terms[] = {"linux", "vt100", "ansi", "dumb"};

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        struct screen_setup setup = plain;
        const char *raw;
        size_t length;

        setup.term = terms[i];
        peer = peer_new();
        screen = screen_of_charla(&setup, peer, "");
        screen_await_text(screen, "charla: NOT encrypted");
        peer_say(peer, "hello\n");
        screen_await_row(screen, THEIRS "hello");
        raw = screen_raw(screen, &length);
        cr_assert_null(memmem(raw, length, "\033]", 2));
        cr_assert_null(memmem(raw, length, "\033[?1004", 7));
        screen_free(screen);
        peer_free(peer);
    }
}
