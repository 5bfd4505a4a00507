/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What has been said, on a real screen: who, when, and nothing harmful. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "support/screen.h"
#include "support/screen_clock.h"
#include "support/screen_peer.h"

#define NOON 1762776000LL /* 2025-11-10 12:00:00 UTC */

static const struct screen_setup plain = {.rows = 24, .columns = 80};
static const struct screen_setup utc = {
    .rows = 24, .columns = 80, .environment = {"TZ=UTC"}};

static struct peer *peer;
static struct screen *screen;

static void start(const struct screen_setup *setup, const char *options)
{
    peer = peer_new();
    screen = screen_of_charla(setup, peer, options);
    screen_await_row(screen, "NOT encrypted >");
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
}

static bool is_there_twice(void *context)
{
    return screen_count(screen, context) == 2;
}

static void expect_rows(const char *const rows[])
{
    screen_await_row(screen, "NOT encrypted >"); /* it is drawn last */
    for (int i = 0; rows[i]; i++)
        cr_assert_str_eq(screen_said(screen, i), rows[i], "row %d\n%s", i,
                         screen_dump(screen));
}

Test(screen_transcript, tells_who_says_what_without_colour)
{
    static const char *const terms[][3] = {
        {"xterm-256color", "NO_COLOR=1"}, {"xterm-256color", "X="},
        {"linux", "X="},                  {"tmux-256color", "X="},
    };

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        struct screen_setup setup = plain;

        setup.term = terms[i][0];
        setup.environment[0] = terms[i][1];
        start(&setup, "");
        screen_await_text(screen, "charla: NOT encrypted");
        screen_type(screen, "hello\r");
        screen_await_row(screen, MINE "hello");
        peer_say(peer, "and to you\n");
        screen_await_row(screen, THEIRS "and to you");
        screen_await_row(screen, "NOT encrypted >");
        cr_assert_eq(screen_count(screen, "NOT encrypted >"), 1);
        stop();
    }
}

Test(screen_transcript, is_coloured_on_a_terminal_unless_unwanted)
{
    static const struct {
        const char *environment;
        bool is_plain;
    } cases[] = {{"X=", false}, {"NO_COLOR=", false}, {"NO_COLOR=1", true}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct screen_setup setup = plain;

        setup.environment[0] = cases[i].environment;
        start(&setup, "-q");
        peer_say(peer, "hello\n");
        screen_await_row(screen, THEIRS "hello");
        cr_assert_eq(screen_is_plain(screen, 0, 1), cases[i].is_plain);
        cr_assert(screen_is_plain(screen, 0, 11));
        cr_assert(screen_is_plain(screen, 0, 13));
        screen_type(screen, "hi\r");
        screen_await_row(screen, MINE "hi");
        cr_assert(screen_is_plain(screen, 1, 7)); /* of two one is enough */
        cr_assert(screen_is_plain(screen, 1, 13));
        stop();
    }
}

/* 80 columns, but no line end in the middle: the terminal wraps it, so that
 * it can be copied whole. */
Test(screen_transcript, never_breaks_a_long_word)
{
    char url[301] = "https://example.org/";
    char needle[310];
    const char *raw;
    size_t length;

    memset(url + 20, 'u', 280);
    url[300] = '\0';
    start(&plain, "-q");
    screen_forget_raw(screen);
    peer_say(peer, url);
    peer_say(peer, "\nnext\n");
    screen_await_row(screen, THEIRS "next");
    screen_type(screen, url);
    screen_type(screen, "\r");
    peer_expect(peer, screen, url);
    screen_await_row(screen, "NOT encrypted >");
    raw = screen_raw(screen, &length);
    strcpy(needle, " ");
    strcat(needle, url);
    cr_assert(memmem(raw, length, needle, strlen(needle)) != NULL);
    strcat(needle, "\r\n");
    cr_assert(memmem(raw, length, needle, strlen(needle)) != NULL);
    stop();
}

Test(screen_transcript, goes_into_the_terminals_own_scrollback)
{
    start(&plain, "-q");
    for (int i = 0; i < 100; i++)
        peer_say(peer, i == 0 ? "the first\n" : "one more\n");
    peer_say(peer, "the last\n");
    screen_await_row(screen, THEIRS "the last");
    cr_assert_eq(screen_count(screen, THEIRS "the first"), 1);
    cr_assert_eq(screen_count(screen, THEIRS "one more"), 99);
    cr_assert_not(screen_used_alternate(screen));
    stop();
}

Test(screen_transcript, shows_the_time_after_a_silence_and_on_a_new_day)
{
    struct screen_clock *clock = screen_clock_new(NOON);
    static const struct {
        long long time;
        const char *text;
    } messages[] = {
        {NOON + 299, "soon"},
        {NOON + 299 + 299, "soon again"},
        {NOON + 598 + 300, "later"},
        {NOON + 12 * 3600, "next day"},
        {NOON + 12 * 3600 + 5, "at once"},
    };
    char line[64];

    peer = peer_new();
    screen = screen_of_talk(&utc, clock, false, NOTIFY_NONE, peer);
    screen_await_row(screen, "NOT encrypted >");
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        screen_clock_set(clock, messages[i].time);
        snprintf(line, sizeof line, "%s\n", messages[i].text);
        peer_say(peer, line);
        snprintf(line, sizeof line, THEIRS "%s", messages[i].text);
        screen_await_row(screen, line);
    }
    screen_clock_set(clock, NOON + 12 * 3600 + 1000);
    screen_type(screen, "my turn\r");
    screen_await_row(screen, MINE "my turn");
    expect_rows((const char *const[]){
        THEIRS "soon", THEIRS "soon again", "--- 12:14 ---", THEIRS "later",
        "--- 2025-11-11 00:00 ---", THEIRS "next day", THEIRS "at once",
        "--- 00:16 ---", MINE "my turn", "NOT encrypted >", NULL});
    stop();
    screen_clock_free(clock);
}

Test(screen_transcript, has_the_time_on_every_line_if_wanted)
{
    struct screen_clock *clock = screen_clock_new(NOON);

    peer = peer_new();
    screen = screen_of_talk(&utc, clock, true, NOTIFY_NONE, peer);
    screen_await_row(screen, "NOT encrypted >");
    peer_say(peer, "one\n");
    screen_await_row(screen, "12:00  them | one");
    screen_clock_set(clock, NOON + 61);
    screen_type(screen, "two\r");
    screen_await_row(screen, "12:01   you : two");
    screen_clock_set(clock, NOON + 12 * 3600);
    peer_say(peer, "three\n");
    screen_await_row(screen, "00:00  them | three");
    expect_rows((const char *const[]){
        "12:00  them | one", "12:01   you : two", "--- 2025-11-11 00:00 ---",
        "00:00  them | three", "NOT encrypted >", NULL});
    stop();
    screen_clock_free(clock);
}

Test(screen_transcript, has_the_option_for_times)
{
    start(&utc, "-q -t");
    peer_say(peer, "hello\n");
    screen_await_text(screen, " | hello");
    cr_assert_eq(screen_row(screen, 0)[2], ':', "%s", screen_dump(screen));
    cr_assert_str_eq(screen_row(screen, 0) + 5, "  127.0.0.1 | hello");
    stop();
}

/* Colour, clearing, moving, titles, printing, answers asked for, and
 * reordering: all of it is shown, none of it done. */
Test(screen_transcript, obeys_nothing_that_arrives)
{
    static const struct {
        const char *sent, *shown;
    } cases[] = {
        {"\033[2J\033[Hwiped", THEIRS "^[[2J^[[Hwiped"},
        {"\033]2;owned\007", THEIRS "^[]2;owned^G"},
        {"\033]52;c;eA==\033\\", THEIRS "^[]52;c;eA==^[\\"},
        {"\033[6n\033[c", THEIRS "^[[6n^[[c"},
        {"\033[?1049h", THEIRS "^[[?1049h"},
        {"a\rb\bc\vd", THEIRS "a^Mb^Hc^Kd"},
        {"\xC2\x9B" "31mred", THEIRS "<U+009B>31mred"},
        {"a\xE2\x80\xAE" "b\xE2\x81\xA6", THEIRS "a<U+202E>b<U+2066>"},
        {"a\xE2\x80\xA8" "b", THEIRS "a<U+2028>b"},
        {"\xFF", THEIRS "\xEF\xBF\xBD"},
        {"tab\there", THEIRS "tab        here"},
        {"\x7F", THEIRS "^?"},
    };
    char line[64];

    start(&plain, "-q");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(line, sizeof line, "%s\n", cases[i].sent);
        peer_say(peer, line);
        screen_await_row(screen, cases[i].shown);
    }
    cr_assert_str_neq(screen_title(screen), "owned");
    cr_assert_eq(screen_bells(screen), 0);
    cr_assert_not(screen_used_alternate(screen));
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_eq(screen_count(screen, "NOT encrypted >"), 1);
    screen_type(screen, "mine\r");
    peer_expect(peer, screen, "mine\n"); /* and nothing was answered */
    stop();
}

/* What was pasted may be as bad. */
Test(screen_transcript, obeys_nothing_that_was_pasted)
{
    start(&plain, "-q");
    screen_paste(screen, "a\033[2Jb");
    screen_type(screen, "\r");
    screen_await_row(screen, MINE "a^[[2Jb");
    peer_expect(peer, screen, "a\033[2Jb\n");
    stop();
}

Test(screen_transcript, leaves_every_script_as_it_is)
{
    static const char *const lines[] = {
        "\xC2\xA1" "ma\xC3\xB1" "ana!", "\xE4\xBD\xA0\xE5\xA5\xBD",
        "e\xCC\x81",                    "\xF0\x9F\x98\x80",
    };
    char line[64];

    start(&plain, "-q");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(line, sizeof line, "%s\n", lines[i]);
        peer_say(peer, line);
        snprintf(line, sizeof line, THEIRS "%s", lines[i]);
        screen_await_row(screen, line);
    }
    /* From right to left, with a mark before it for what stands there. */
    peer_say(peer, "\u05E9\u05DC\n\u200Fx\n");
    screen_await_row(screen, THEIRS "\u200E\u05E9\u05DC");
    screen_await_row(screen, THEIRS "\u200E\u200Fx");
    stop();
}

/* Who types in a plain netcat, key by key, is seen too. */
Test(screen_transcript, shows_half_a_line_after_a_while)
{
    start(&plain, "-q");
    peer_say(peer, "hola");
    screen_await_row(screen, THEIRS "hola");
    peer_say(peer, " y adios\n");
    screen_await_row(screen, GOES_ON " y adios");
    peer_say(peer, "hola\r");
    screen_await(screen, is_there_twice, (char[]){THEIRS "hola"},
                 "the second one");
    peer_say(peer, "\nlast\n");
    screen_await_row(screen, THEIRS "last");
    cr_assert_eq(screen_count(screen, ".."), 0);
    stop();
}

/* ---- Nothing of theirs looks like one of mine ---------------------------- */

#define SPOOF "charla: your key is verified"

/* No row begins with what the peer wants it to. */
static void expect_no_spoof(int columns, const char *what)
{
    const char *row;

    for (int i = 0; (row = screen_row(screen, i)); i++)
        cr_assert_neq(strncmp(row, SPOOF, 10), 0, "%d columns, %s\n%s",
                      columns, what, screen_dump(screen));
}

static void spoof(const struct screen_setup *setup, const char *options)
{
    static const char *const paddings[] = {" ", "x", "\u00F1", "\u4F60",
                                           "\U0001F468\u200D\U0001F469", ""};

    peer = peer_new();
    screen = screen_of_charla(setup, peer, options);
    for (size_t p = 0; p < sizeof paddings / sizeof *paddings; p++)
        for (int count = setup->columns / 6; count <= setup->columns;
             count++) {
            for (int i = 0; i < count; i++)
                peer_say(peer, paddings[p]);
            peer_say(peer, SPOOF "\n");
        }
    peer_say(peer, "done\n");
    screen_await_text(screen, THEIRS "done");
    expect_no_spoof(setup->columns, options);
    cr_assert_eq(screen_count(screen, SPOOF), 0);
    stop();
}

Test(screen_transcript, never_lets_a_message_pass_for_a_notice)
{
    static const int widths[] = {20, 40, 80, 132};

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct screen_setup setup = {.rows = 2000, .columns = widths[i]};

        spoof(&setup, "-q");
        setup.environment[0] = "NO_COLOR=1";
        spoof(&setup, "-q --timestamps");
        spoof(&setup, "-q --linear");
        setup.term = "dumb";
        spoof(&setup, "-q");
    }
}

/* What is said of the other side is no way to begin a row either. */
Test(screen_transcript, never_lets_a_greeting_pass_for_a_notice)
{
    for (int columns = 40; columns < 90; columns++) {
        struct screen_setup setup = {.rows = 24, .columns = columns};

        peer = peer_new();
        peer_say(peer, "charla 1:");
        for (int i = 0; i < columns - 33; i++)
            peer_say(peer, i % 2 ? " " : "\t");
        for (int i = 0; i < columns - 41; i++)
            peer_say(peer, "x");
        peer_say(peer, " " SPOOF " [charla]\nhello\n");
        screen = screen_of_charla(&setup, peer, "");
        screen_await_row(screen, THEIRS "hello");
        cr_assert_eq(screen_count(screen, SPOOF), 0);
        cr_assert_eq(screen_count(screen, SPOOF " [charla]"), 0, "%s",
                     screen_dump(screen));
        expect_no_spoof(columns, "greeting");
        stop();
    }
}

static bool is_cleared(void *context)
{
    (void)context;
    return screen_cursor_row(screen) == 0;
}

/* After Ctrl-L, and after Ctrl-Z and fg. */
Test(screen_transcript, names_who_speaks_when_the_rows_above_are_gone)
{
    const struct screen_setup in_shell = {
        .rows = 24, .columns = 80, .has_shell = true};

    start(&in_shell, "-q");
    peer_say(peer, "one\n");
    screen_await_text(screen, " 127.0.0.1 | one");
    screen_type(screen, "\f");
    screen_await(screen, is_cleared, NULL, "an empty screen");
    peer_say(peer, "two\n");
    screen_await_row(screen, THEIRS "two");
    cr_assert_eq(screen_count_with(screen, " 127.0.0.1 | two"), 1, "%s",
                 screen_dump(screen));
    screen_type(screen, "\032");
    screen_await_stop(screen);
    screen_signal(screen, SIGCONT);
    screen_await_row(screen, "NOT encrypted >");
    peer_say(peer, "three\n");
    screen_await_row(screen, THEIRS "three");
    cr_assert_eq(screen_count_with(screen, " 127.0.0.1 | three"), 1, "%s",
                 screen_dump(screen));
    screen_type(screen, "a\r");
    screen_await_row(screen, MINE "a");
    screen_type(screen, "\fb\r");
    screen_await_row(screen, MINE "b");
    cr_assert_eq(screen_count_with(screen, " you : b"), 1, "%s",
                 screen_dump(screen));
    stop();
}
