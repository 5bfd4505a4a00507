/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/input_line.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/i18n.h"

/* ---- A terminal with an opinion ------------------------------------------ */

/* How a terminal may differ from what is believed of it. */
struct opinion {
    const char *name;
    unsigned others; /* columns of a character outside ASCII */
    bool wraps;      /* at the right edge; else the last column is reused */
    bool reflows;    /* rows it has wrapped are wrapped anew on a resize */
};

static const struct opinion opinions[] = {
    {"one column each", 1, true, false},
    {"no column", 0, true, false},
    {"two columns each", 2, true, false},
    {"five columns each", 5, true, false},
    {"never wraps", 1, false, false},
    {"wraps anew", 1, true, true},
    {"wide, wraps anew", 2, true, true},
};

enum { RECEIVED = 40, ROWS = 4096 };

/* Rows from the first one ever written on; those above `top` have scrolled
 * off.  What a row holds does not matter, only whether it was received. */
struct terminal {
    const struct opinion *opinion;
    unsigned width, height;
    unsigned row, column;
    unsigned lines;               /* rows ever used */
    bool received[ROWS];
    unsigned used[ROWS];          /* columns */
    bool wrapped[ROWS];           /* goes on in the next one */
};

static unsigned top_of(const struct terminal *terminal)
{
    return terminal->lines > terminal->height
               ? terminal->lines - terminal->height
               : 0;
}

static void line_feed(struct terminal *terminal)
{
    terminal->row++;
    cr_assert_lt(terminal->row, ROWS);
    if (terminal->row >= terminal->lines)
        terminal->lines = terminal->row + 1;
}

static void print(struct terminal *terminal, unsigned columns)
{
    if (terminal->column + columns > terminal->width) {
        if (terminal->opinion->wraps) {
            terminal->wrapped[terminal->row] = true;
            line_feed(terminal);
            terminal->column = 0;
        } else {
            terminal->column = terminal->width - columns;
        }
    }
    terminal->column += columns;
    if (terminal->column > terminal->used[terminal->row])
        terminal->used[terminal->row] = terminal->column;
}

static void erase_below(struct terminal *terminal)
{
    for (unsigned row = terminal->row; row < terminal->lines; row++) {
        cr_assert_not(terminal->received[row],
                      "%s: a received row is erased",
                      terminal->opinion->name);
        terminal->used[row] = row == terminal->row ? terminal->column : 0;
        terminal->wrapped[row] = false;
    }
}

static size_t escape(struct terminal *terminal, const char *bytes)
{
    char *end;
    unsigned long rows;

    if (strncmp(bytes, "\033[J", 3) == 0) {
        erase_below(terminal);
        return 3;
    }
    cr_assert_eq(bytes[1], '[');
    rows = strtoul(bytes + 2, &end, 10);
    cr_assert_eq(*end, 'A', "only up, and erasing below");
    for (; rows > 0 && terminal->row > top_of(terminal); rows--)
        terminal->row--;
    return (size_t)(end - bytes) + 1;
}

static void take(struct terminal *terminal, struct buffer *out)
{
    size_t at = 0;

    buffer_append(out, "", 1);
    while (at < out->length - 1) {
        const char *bytes = out->data + at;
        ucs4_t c;

        if (*bytes == '\033') {
            at += escape(terminal, bytes);
            continue;
        }
        at += (size_t)u8_mbtouc(&c, (const uint8_t *)bytes,
                                out->length - 1 - at);
        if (c == '\r')
            terminal->column = 0;
        else if (c == '\n')
            line_feed(terminal);
        else
            print(terminal, c < 0x80 ? 1 : terminal->opinion->others);
    }
    buffer_clear(out);
}

/* Wrap anew from `first` on, where all rows are the line's. */
static void reflow(struct terminal *terminal, unsigned first)
{
    unsigned rows = 0, above = 0, columns = 0;

    for (unsigned row = first; row < terminal->lines; row++) {
        columns += terminal->used[row];
        if (row == terminal->row)
            above = rows + (columns > 0 ? (columns - 1) / terminal->width : 0);
        if (!terminal->wrapped[row]) {
            rows += columns > 0 ? (columns - 1) / terminal->width + 1 : 1;
            columns = 0;
        }
        terminal->used[row] = 0;
        terminal->wrapped[row] = false;
    }
    terminal->row = first + above;
    terminal->lines = first + rows;
}

static void resize(struct terminal *terminal, unsigned width)
{
    terminal->width = width;
    if (terminal->opinion->reflows)
        reflow(terminal, RECEIVED);
    if (terminal->column >= width)
        terminal->column = width - 1;
}

static struct terminal *terminal_with(const struct opinion *opinion,
                                      unsigned width, unsigned height)
{
    struct terminal *terminal = calloc(1, sizeof *terminal);

    terminal->opinion = opinion;
    terminal->width = width;
    terminal->height = height;
    for (unsigned i = 0; i < RECEIVED; i++) {
        terminal->received[i] = true;
        terminal->used[i] = 1;
    }
    terminal->row = RECEIVED;
    terminal->lines = RECEIVED + 1;
    return terminal;
}

/* ---- The rule ------------------------------------------------------------ */

#define TEN "0123456789"
#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"

static const char *const texts[] = {
    "",
    "a few words",
    TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN,
    TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN,
    FAMILY FAMILY FAMILY FAMILY FAMILY FAMILY,
    "\u4F60\u597D\u4F60\u597D\u4F60\u597D\u4F60\u597D\u4F60\u597D",
    "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301",
    "\u0416\u0416\u0416\u0416\u0416\u0416\u0416\u0416\u0416\u0416\u0416",
    "a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\tn\to",
    "\001\002\003\033\x7F\xC2\x9B\xFF\xFE\xE4\xBD",
    "one\ntwo\n\n\nfive\n",
};

static const unsigned widths[] = {1, 2, 7, 20, 24, 40, 44, 79, 80, 200};

static struct input_line_view view_of(const char *text, size_t point,
                                      unsigned width, unsigned height)
{
    return (struct input_line_view){.words = "NOT encrypted > ",
                                    .text = text,
                                    .length = strlen(text),
                                    .point = point,
                                    .width = width,
                                    .height = height};
}

/* The line changes, the screen changes, and what is known of it comes late. */
static void try_all(struct terminal *terminal, unsigned believed,
                    unsigned next_width, const char *text)
{
    struct input_line line = {0};
    struct buffer out = {0};
    unsigned height = terminal->height;
    struct input_line_view first =
        view_of(text, strlen(text), believed, height);
    struct input_line_view middle =
        view_of(text, strlen(text) / 2, believed, height);
    struct input_line_view later = view_of(text, 0, next_width, height);

    input_line_draw(&line, &out, &first);
    take(terminal, &out);
    input_line_draw(&line, &out, &middle);
    take(terminal, &out);
    resize(terminal, next_width);
    input_line_draw(&line, &out, &first); /* not told yet */
    take(terminal, &out);
    input_line_draw(&line, &out, &later);
    take(terminal, &out);
    input_line_draw(&line, &out, &middle);
    take(terminal, &out);
    resize(terminal, believed);
    input_line_erase(&line, &out);
    take(terminal, &out);
    input_line_draw(&line, &out, &first);
    input_line_leave(&line, &out, &later);
    take(terminal, &out);
    input_line_release(&line);
    buffer_release(&out);
}

Test(input_line, never_erases_what_was_received_on_any_terminal,
     .init = i18n_begin)
{
    size_t count = sizeof widths / sizeof *widths;

    for (size_t o = 0; o < sizeof opinions / sizeof *opinions; o++)
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            for (size_t i = 0; i < count * count * 3; i++) {
                unsigned real = widths[i % count];
                struct terminal *terminal;

                if (real < opinions[o].others)
                    continue;
                terminal = terminal_with(&opinions[o], real,
                                         i / count / count == 0   ? 24
                                         : i / count / count == 1 ? 3
                                                                  : 100);
                /* As believed, or not. */
                try_all(terminal, i % 2 ? real : 80,
                        widths[i / count % count] > opinions[o].others
                            ? widths[i / count % count]
                            : 80,
                        texts[t]);
                free(terminal);
            }
}

/* ---- What is written ----------------------------------------------------- */

static void expect(struct buffer *out, const char *bytes)
{
    buffer_append(out, "", 1);
    cr_expect_str_eq(out->data, bytes);
    buffer_clear(out);
}

Test(input_line, is_written_with_line_feeds_of_its_own)
{
    struct input_line line = {0};
    struct buffer out = {0};
    struct input_line_view view = {
        .words = "> ", .text = "abcdefgh", .width = 6, .height = 24};

    view.length = view.point = 2;
    input_line_draw(&line, &out, &view);
    expect(&out, "> ab");
    view.length = view.point = 5; /* what goes on is added */
    input_line_draw(&line, &out, &view);
    expect(&out, "c\r\nde");
    input_line_draw(&line, &out, &view); /* nothing has changed */
    expect(&out, "");
    view.point = 1;
    input_line_draw(&line, &out, &view);
    expect(&out, "\033[1A\r> a");
    view.point = 4;
    input_line_draw(&line, &out, &view);
    expect(&out, "\n\rd");
    view.length = 4;
    input_line_draw(&line, &out, &view);
    expect(&out, "\033[1A\r\033[J> abc\r\nd");
    view.width = 80; /* a wider screen: the rows are known all the same */
    input_line_draw(&line, &out, &view);
    expect(&out, "\033[1A\r\033[J> abcd");
    input_line_erase(&line, &out);
    expect(&out, "\r\033[J");
    input_line_erase(&line, &out); /* twice is harmless */
    expect(&out, "");
    input_line_release(&line);
    buffer_release(&out);
}

Test(input_line, shows_the_rows_around_the_cursor_of_a_line_too_long)
{
    struct input_line line = {0};
    struct buffer out = {0};
    struct input_line_view view = {
        .words = "> ", .text = "abcdefghijklmnop", .length = 16, .width = 5,
        .height = 4};

    view.point = 16;
    input_line_draw(&line, &out, &view);
    expect(&out, "ghij\r\nklmn\r\nop");
    view.point = 0;
    input_line_draw(&line, &out, &view);
    expect(&out, "\033[2A\r\033[J> ab\r\ncdef\r\nghij\033[2A\r> ");
    view.point = 9;
    input_line_draw(&line, &out, &view);
    expect(&out, "\r\033[Jcdef\r\nghij\r\nklmn\033[1A\rghi");
    input_line_release(&line);
    buffer_release(&out);
}

Test(input_line, is_left_in_one_piece_to_be_copied)
{
    struct input_line line = {0};
    struct buffer out = {0};
    struct input_line_view view = {
        .words = "> ", .text = "abcdefgh", .length = 8, .width = 6,
        .height = 24};

    view.point = 8;
    input_line_draw(&line, &out, &view);
    expect(&out, "> abc\r\ndefgh");
    input_line_leave(&line, &out, &view);
    expect(&out, "\033[1A\r\033[J> abcdefgh\r\n");
    input_line_release(&line);
    buffer_release(&out);
}

Test(input_line, shows_controls_as_harmless)
{
    static const char text[] = "\033[2J\r\x7F\xC2\x9B\xFF\tx\ny";
    struct input_line line = {0};
    struct buffer out = {0};
    struct input_line_view view = {
        .words = "> ", .text = text, .length = sizeof text - 1,
        .point = sizeof text - 1, .width = 80, .height = 24};

    input_line_draw(&line, &out, &view);
    expect(&out, "> ^[[2J^M^?<U+009B>\xEF\xBF\xBD    x\r\ny");
    input_line_release(&line);
    buffer_release(&out);
}
