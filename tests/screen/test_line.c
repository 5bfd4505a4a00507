/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The line that is being typed, on a real screen. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/screen_peer.h"
#include "support/temporary.h"

#define PROMPT "NOT encrypted > "

static struct peer *peer;
static struct screen *screen;

static void start(int rows, int columns)
{
    peer = peer_new();
    screen = screen_of_charla(
        &(struct screen_setup){.rows = rows, .columns = columns}, peer, "-q");
    screen_await_row(screen, "NOT encrypted >");
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
}

/* The visible rows from the one that begins with the prompt on, put together
 * as the terminal wraps them. */
static char *typed_text(void)
{
    static char text[4096];
    const char *row;
    bool within = false;

    *text = '\0';
    for (int i = 0; (row = screen_row(screen, i)); i++) {
        within = within || strncmp(row, "NOT encrypted >", 15) == 0;
        if (within)
            strcat(text, row);
    }
    return text;
}

/* Blanks at the end of a row cannot be told from none. */
static bool is_same_but_blanks(const char *one, const char *other)
{
    for (; *one || *other; one++, other++) {
        one += strspn(one, " ");
        other += strspn(other, " ");
        if (*one != *other)
            return false;
        if (!*one)
            return true;
    }
    return true;
}

static bool shows_typed(void *context)
{
    return is_same_but_blanks(typed_text(), context);
}

static void await_typed(const char *text)
{
    char wanted[4096];

    snprintf(wanted, sizeof wanted, PROMPT "%s", text);
    screen_await(screen, shows_typed, wanted, wanted);
}

Test(screen_line, stays_whole_when_a_message_arrives)
{
    start(24, 80);
    screen_type(screen, "half a li");
    await_typed("half a li");
    peer_say(peer, "hello\n");
    screen_await_row(screen, THEIRS "hello");
    await_typed("half a li");
    cr_assert_str_eq(screen_said(screen, 0), THEIRS "hello");
    cr_assert_eq(screen_cursor_row(screen), 1);
    cr_assert_eq(screen_cursor_column(screen), 16 + 9);
    screen_type(screen, "ne\r");
    peer_expect(peer, screen, "half a line\n");
    stop();
}

Test(screen_line, stays_whole_wrapped_over_rows_at_any_width)
{
    static const int widths[] = {20, 33, 40, 79, 80, 132};
    static const char text[] =
        "the quick brown fox jumps over the lazy dog and the lazy dog jumps "
        "over the quick brown fox, one after the other, all day long";

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        start(30, widths[i]);
        screen_type(screen, text);
        await_typed(text);
        for (int n = 0; n < 5; n++) {
            char message[32], row[40];

            snprintf(message, sizeof message, "message %d\n", n);
            peer_say(peer, message);
            snprintf(row, sizeof row, THEIRS "message %d", n);
            screen_await_row(screen, row);
            await_typed(text);
        }
        cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                     screen_dump(screen));
        screen_type(screen, "\r");
        peer_expect(peer, screen, text);
        stop();
    }
}

Test(screen_line, stays_whole_with_the_cursor_in_its_middle)
{
    start(24, 40);
    screen_type(screen, "one two three four five six seven eight nine ten");
    await_typed("one two three four five six seven eight nine ten");
    screen_type(screen, "\001"); /* Ctrl-A */
    screen_type(screen, "X");
    await_typed("Xone two three four five six seven eight nine ten");
    peer_say(peer, "hello\n");
    screen_await_row(screen, THEIRS "hello");
    await_typed("Xone two three four five six seven eight nine ten");
    cr_assert_eq(screen_cursor_row(screen), 1);
    cr_assert_eq(screen_cursor_column(screen), 17);
    screen_type(screen, "Y\r");
    peer_expect(peer, screen,
                "XYone two three four five six seven eight nine ten\n");
    stop();
}

/* Wide, combining, joined, and written from the right. */
Test(screen_line, stays_whole_in_every_script)
{
    static const char *const texts[] = {
        "\xE4\xBD\xA0\xE5\xA5\xBD\xE4\xB8\x96\xE7\x95\x8C", /* Chinese */
        "e\xCC\x81l e\xCC\x81s",                            /* combining */
        "\xF0\x9F\x98\x80 \xF0\x9F\x91\x8D",                /* emoji */
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",                 /* Hebrew */
        "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7",         /* Arabic */
        "ma\303\261ana s\xC3\xAD",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char wanted[64];

        start(24, 40);
        screen_type(screen, texts[i]);
        await_typed(texts[i]);
        peer_say(peer, "hello\n");
        screen_await_row(screen, THEIRS "hello");
        await_typed(texts[i]);
        cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1);
        screen_type(screen, "\r");
        snprintf(wanted, sizeof wanted, "%s\n", texts[i]);
        peer_expect(peer, screen, wanted);
        stop();
    }
}

Test(screen_line, is_shown_once_and_as_mine_when_sent)
{
    start(24, 80);
    screen_type(screen, "this is mine\r");
    screen_await_row(screen, MINE "this is mine");
    peer_expect(peer, screen, "this is mine\n");
    peer_say(peer, "and this is yours\n");
    screen_await_row(screen, THEIRS "and this is yours");
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_eq(screen_count_with(screen, "this is mine"), 1);
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                 screen_dump(screen));
    cr_assert_str_eq(screen_said(screen, 0), MINE "this is mine");
    cr_assert_str_eq(screen_said(screen, 1), THEIRS "and this is yours");
    cr_assert_str_eq(screen_row(screen, 2), "NOT encrypted >");
    cr_assert_str_eq(screen_row(screen, 3), "");
    stop();
}

Test(screen_line, is_shown_once_however_many_rows_it_took)
{
    char text[501];

    memset(text, 'w', 500);
    text[500] = '\0';
    start(24, 40);
    screen_type(screen, text);
    await_typed(text);
    screen_type(screen, "\r");
    peer_expect(peer, screen, text);
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                 screen_dump(screen));
    cr_assert_eq(screen_cursor_row(screen), 19); /* of 27 letters */
    stop();
}

Test(screen_line, goes_out_whole_far_beyond_a_terminals_own_limit)
{
    size_t length = 20000;
    char *text = malloc(length + 2);

    for (size_t i = 0; i < length; i++)
        text[i] = (char)('a' + i % 26);
    memcpy(text + length, "\n", 2);
    start(24, 80);
    screen_type_bytes(screen, text, length);
    screen_type(screen, "\r");
    peer_expect(peer, screen, text);
    stop();
    free(text);
}

Test(screen_line, survives_a_burst_whole)
{
    enum { LINES = 5000 };
    char line[40];

    start(24, 60);
    screen_type(screen, "I was typing this");
    await_typed("I was typing this");
    for (int n = 0; n < LINES; n++) {
        snprintf(line, sizeof line, "line %d\n", n);
        peer_say(peer, line);
    }
    screen_await_row(screen, THEIRS "line 4999");
    await_typed("I was typing this");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1);
    cr_assert_eq(screen_count_with(screen, THEIRS "line "), LINES);
    stop();
}

/* However the burst is cut, the prompt is drawn far less often than lines
 * come. */
Test(screen_line, is_drawn_once_a_chunk_not_once_a_line)
{
    enum { LINES = 5000 };
    const char *raw;
    size_t length;
    int drawn = 0;

    start(24, 60);
    screen_forget_raw(screen);
    for (int n = 0; n < LINES; n++)
        peer_say(peer, n < LINES - 1 ? "just a line\n" : "the last\n");
    screen_await_row(screen, THEIRS "the last");
    raw = screen_raw(screen, &length);
    for (size_t i = 0; i + 16 < length; i++)
        drawn += memcmp(raw + i, "NOT encrypted >", 15) == 0;
    cr_assert_lt(drawn, LINES / 10);
    stop();
}

/* ---- Resizing ------------------------------------------------------------ */

/* The line is drawn anew from its beginning. */
static bool is_drawn_anew(void *context)
{
    size_t length;
    const char *raw = screen_raw(screen, &length);

    (void)context;
    return memmem(raw, length, "\033[J", 3) != NULL;
}

static void resize_to(int columns)
{
    screen_forget_raw(screen);
    screen_resize(screen, 30, columns);
    screen_await(screen, is_drawn_anew, NULL, "the line drawn anew");
}

/* Rows of its own that are longer than the screen is now are wrapped anew by
 * some terminals; then what is left of them above the line may stay. */
Test(screen_line, goes_on_when_the_screen_is_resized)
{
    static const char text[] =
        "some words that wrap over several rows when the screen is narrow, "
        "and over fewer of them when it is wide";
    static const int widths[] = {40, 25, 80, 33, 132, 20, 60};

    for (int reflows = 0; reflows < 2; reflows++) {
        peer = peer_new();
        screen = screen_of_charla(
            &(struct screen_setup){
                .rows = 30, .columns = 80, .reflows = reflows},
            peer, "-q");
        screen_await_row(screen, "NOT encrypted >");
        peer_say(peer, "hello\n");
        screen_await_row(screen, THEIRS "hello");
        screen_type(screen, text);
        await_typed(text);
        for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
            resize_to(widths[i]);
            if (!reflows)
                await_typed(text);
            cr_assert(reflows ||
                          screen_count_with(screen, "NOT encrypted >") == 1,
                      "width %d\n%s", widths[i], screen_dump(screen));
            cr_assert_eq(screen_count(screen, THEIRS "hello"), 1,
                         "width %d\n%s", widths[i], screen_dump(screen));
        }
        peer_say(peer, "still there?\n");
        screen_await_row(screen, THEIRS "still there?");
        screen_type(screen, "\r");
        peer_expect(peer, screen, text);
        stop();
    }
}

/* Wider, nothing stays: the rows end where charla has ended them. */
Test(screen_line, leaves_nothing_behind_when_the_screen_grows)
{
    char text[201];

    memset(text, 'w', 200);
    text[200] = '\0';
    for (int reflows = 0; reflows < 2; reflows++) {
        peer = peer_new();
        screen = screen_of_charla(
            &(struct screen_setup){
                .rows = 30, .columns = 24, .reflows = reflows},
            peer, "-q");
        screen_await_row(screen, "NOT encrypted >");
        peer_say(peer, "one\ntwo\n");
        screen_await_row(screen, THEIRS "two");
        screen_type(screen, text);
        await_typed(text);
        resize_to(44);
        await_typed(text);
        resize_to(80);
        await_typed(text);
        cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                     screen_dump(screen));
        stop();
    }
}

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"
#define TEN "0123456789"

/* Whatever is typed, however the user has set readline, on whatever terminal:
 * what was received is there in the end. */
Test(screen_line, never_erases_what_was_received)
{
    static const char *const typed[] = {
        TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN,
        FAMILY FAMILY FAMILY FAMILY FAMILY FAMILY,
        "\u4F60\u597D\u4F60\u597D\u4F60\u597D\u4F60\u597D\u4F60\u597D"
        "\u4F60\u597D\u4F60\u597D\u4F60\u597D\u4F60\u597D\u4F60\u597D",
        "e\u0301\u0416\u0301 \u00E9 \U0001F1EA\U0001F1F8 \u2764\uFE0F "
        "\u0E01\u0E33 \u1100\u1161\u11A8 \u0915\u094D\u0937",
    };
    static const char *const terms[] = {"xterm-256color", "unknown", "vt100",
                                        "no-such-terminal", "linux"};
    static const int widths[] = {40, 80, 24, 44, 20, 132, 25};
    char inputrc[TEMPORARY_MAX], variable[TEMPORARY_MAX + 8];

    temporary_words(inputrc, "set horizontal-scroll-mode on\n");
    snprintf(variable, sizeof variable, "INPUTRC=%s", inputrc);
    for (size_t i = 0; i < 4 * 5 * 4; i++) {
        peer = peer_new();
        screen = screen_of_charla(
            &(struct screen_setup){.rows = 24,
                                   .columns = 40,
                                   .term = terms[i / 4 % 5],
                                   .reflows = i / 20 % 2,
                                   .environment = {i / 40 ? variable : NULL}},
            peer, "-q");
        screen_await_text(screen, "NOT encrypted >");
        for (int n = 1; n <= 3; n++) {
            char message[32];

            snprintf(message, sizeof message, "no %d\n", n);
            peer_say(peer, message);
        }
        screen_await_row(screen, THEIRS "no 3");
        screen_type(screen, typed[i % 4]);
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
            resize_to(widths[w]);
        peer_say(peer, "no 4\n");
        screen_await_text(screen, THEIRS "no 4");
        screen_type(screen, "\r");
        peer_expect(peer, screen, typed[i % 4]);
        for (int n = 1; n <= 4; n++) {
            char row[32];

            snprintf(row, sizeof row, THEIRS "no %d", n);
            cr_assert_eq(screen_count(screen, row), 1, "%zu: %s\n%s", i, row,
                         screen_dump(screen));
        }
        stop();
    }
    unlink(inputrc);
}
