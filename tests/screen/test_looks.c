/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation as a whole, on screens narrow and wide, dark and light, in
 * both languages: what a person would see.  doc/screens makes pictures of the
 * same. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/screen.h"
#include "support/screen_peer.h"

#define WORDS                                                                 \
    "a message that is long enough to take more than one row on every screen " \
    "but the widest, and longer than that one, too, so that it is broken "    \
    "between words wherever it is shown, and never at the left edge"

static const struct look {
    const char *name;
    int columns;
    const char *environment[3];
    const char *options;
    const char *prompt;  /* in the language of the screen */
    const char *warning; /* ...as is what the plain talk is warned with */
    const char *mine;    /* the mark, with the name before it */
    bool is_linear;
} looks[] = {
#define ENGLISH "NOT encrypted >", "charla: NOT", "you : "
#define SPANISH "SIN cifrar >", "charla: SIN", "t\xC3\xBA : "
#define ES "LANGUAGE=es"
    {"20 columns", 20, {"X="}, "", ENGLISH, false},
    {"40 columns", 40, {"X="}, "", ENGLISH, false},
    {"80 columns", 80, {"X="}, "", ENGLISH, false},
    {"200 columns", 200, {"X="}, "", ENGLISH, false},
    {"20 columns, Spanish", 20, {ES}, "", SPANISH, false},
    {"40 columns, Spanish", 40, {ES}, "", SPANISH, false},
    {"80 columns, Spanish", 80, {ES}, "", SPANISH, false},
    {"200 columns, Spanish", 200, {ES}, "", SPANISH, false},
    {"without colours", 80, {"NO_COLOR=1"}, "", ENGLISH, false},
    {"without colours, Spanish", 20, {ES, "NO_COLOR=1"}, "", SPANISH, false},
    {"times", 40, {"X="}, "-t", ENGLISH, false},
    {"line after line", 80, {"X="}, "--linear", ENGLISH, true},
    {"line after line, narrow", 20, {"X="}, "--linear", ENGLISH, true},
    {"line after line, Spanish", 40, {ES}, "--linear", SPANISH, true},
};

static struct peer *peer;
static struct screen *screen;

static void start(const struct look *look)
{
    struct screen_setup setup = {.rows = 60, .columns = look->columns};

    for (size_t i = 0; i < 3; i++)
        setup.environment[i] = look->environment[i];
    peer = peer_new();
    screen = screen_of_charla(&setup, peer, look->options);
    if (look->is_linear)
        screen_await_text(screen, look->warning);
    else
        screen_await_row(screen, look->prompt);
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
}

static const char *skip_blanks(const char *row)
{
    return row + strspn(row, " ");
}

/* The rows from `first` on, put together as somebody would read them. */
static char *read_rows(int first)
{
    static char text[4096];
    const char *row = screen_row(screen, first);

    snprintf(text, sizeof text, "%s", row);
    while ((row = screen_row(screen, ++first)) && *row == ' ' &&
           !strstr(row, " | ") && !strstr(row, " : ")) {
        strcat(text, " ");
        strcat(text, skip_blanks(row));
    }
    return text;
}

static int find_row(const char *part)
{
    const char *row;

    for (int i = 0; (row = screen_row(screen, i)); i++)
        if (strstr(row, part))
            return i;
    cr_assert_fail("'%s' is not there:\n%s", part, screen_dump(screen));
    return -1;
}

/* Nothing of a message begins at the left edge; a time is charla's own. */
static void expect_edge(const struct look *look, int first, int last)
{
    for (int i = first; i <= last; i++) {
        const char *row = screen_row(screen, i);
        bool has_time = strcmp(look->options, "-t") == 0 && row[2] == ':';

        cr_expect(has_time || *row == ' ', "%s, row %d\n%s", look->name, i,
                  screen_dump(screen));
    }
}

Test(screen_looks, are_the_same_conversation_on_every_screen)
{
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        const struct look *look = &looks[i];
        int first;

        start(look);
        screen_await_text(screen, look->warning);
        peer_say(peer, WORDS "\n");
        peer_say(peer, "short\n");
        screen_await_text(screen, "| short");
        first = find_row("| ");
        cr_expect_not_null(strstr(read_rows(first), WORDS), "%s\n%s",
                           look->name, screen_dump(screen));
        expect_edge(look, first, find_row("short"));
        screen_type(screen, "hi\r");
        peer_expect(peer, screen, "hi\n");
        if (look->is_linear)
            screen_await_row(screen, "hi");
        else
            screen_await_row(screen, look->prompt);
        cr_expect_eq(screen_count_with(screen, look->mine), !look->is_linear,
                     "%s\n%s", look->name, screen_dump(screen));
        stop();
    }
}

/* The terminal tells its background, and the colours are chosen for it
 * (terminal/test_palette.c has their contrast). */
Test(screen_looks, have_other_colours_on_a_light_background)
{
    static const struct {
        const char *background, *colour;
    } cases[] = {
        {"0000/0000/0000", "\033[38;5;110m"}, /* black */
        {"0000/2b2b/3636", "\033[38;5;110m"}, /* Solarized, dark */
        {"ffff/ffff/ffff", "\033[38;5;25m"},  /* white */
        {"fdfd/f6f6/e3e3", "\033[38;5;25m"},  /* Solarized, light */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *raw;
        char answer[64];
        size_t length;

        start(&looks[2]);
        snprintf(answer, sizeof answer, "\033]11;rgb:%s\033\\x",
                 cases[i].background);
        screen_type(screen, answer);
        screen_await_row(screen, "NOT encrypted > x");
        screen_type(screen, "\177");
        screen_await_row(screen, "NOT encrypted >");
        screen_forget_raw(screen);
        peer_say(peer, "hello\n");
        screen_await_row(screen, THEIRS "hello");
        raw = screen_raw(screen, &length);
        cr_expect_not_null(memmem(raw, length, cases[i].colour,
                                  strlen(cases[i].colour)),
                           "%s", cases[i].background);
        stop();
    }
}
