/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/layout.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buffer.h"

static void expect(const char *text, unsigned column, unsigned width,
                   const char *rows)
{
    struct buffer out = {0};

    layout_append(&out, text, strlen(text),
                  &(struct layout_place){column, column, width});
    buffer_append(&out, "", 1);
    cr_expect_str_eq(out.data, rows, "width %u: \"%s\"", width, out.data);
    buffer_release(&out);
}

Test(layout, breaks_at_words_and_begins_rows_with_blanks)
{
    static const struct {
        const char *text;
        unsigned column, width;
        const char *rows;
    } cases[] = {
        {"", 4, 20, ""},
        {"one two", 4, 20, "one two"},
        {"0123456789abcdef", 4, 20, "0123456789abcdef"}, /* just fits */
        {"one two three four", 4, 14, "one two\n    three four"},
        {"0123456789abcdefg", 4, 20, "0123456789abcdef\n    g"},
        {"  two  blanks", 4, 40, "  two  blanks"},
        {"one            two", 4, 14, "one\n    two"},
        {"a\tb", 4, 40, "a   b"}, /* up to the terminal's next stop */
        {"one two three", 0, 8, "one two\nthree"},
        {"one two three", 8, 14, "one\n   two three"}, /* narrow */
        {"\u4F60\u597D\u4F60\u597D\u4F60", 4, 13,
         "\u4F60\u597D\u4F60\u597D\n    \u4F60"},
        {"one two", 4, 0, "one two"},
        {"ab", 0, 1, "a\nb"},
        {"one two", 4, 10, "one\n    two"}, /* no room for the blank alone */
        {"       one", 4, 12, "       \n    one"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i].text, cases[i].column, cases[i].width, cases[i].rows);
}

#define PATH "/a/long/path/that/goes/on?and=on"

Test(layout, leaves_a_web_address_in_one_piece_and_alone)
{
    expect("see https://example.org" PATH " now", 4, 30,
           "see\n    https://example.org" PATH "\n    now");
    expect("https://example.org" PATH, 4, 30, "https://example.org" PATH);
    expect("see https://example.org now", 4, 60,
           "see https://example.org now");
}

/* Some part of it would begin a row, wherever the terminal wraps it. */
Test(layout, breaks_an_address_that_could_be_taken_for_its_own)
{
    static const char *const words[] = {
        "https://example.org/aaaaaaaaaaaaaaaaaaaaaacharla:key",
        "https://example.org/aaaaaaaaaaaaaaaaaaaaaaCHARLA:key",
        "https://example.org/aaaaaaaaaaaaaaaaaaaaaa>>hello",
        "https://example.org/aaaaaaaaaaaaaaaaaaaaaa..hello",
        "https://example.org/aaaaaaaaaaaaaaaaaaaaaa---12:00",
        "https://example.org/aaaaaaaaaaaaaaaaaaaaaa\u00A0charla",
        "example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct buffer out = {0};

        layout_append(&out, words[i], strlen(words[i]),
                      &(struct layout_place){4, 4, 30});
        cr_expect(memmem(out.data, out.length, "\n    ", 5), "%s", words[i]);
        buffer_release(&out);
    }
}

/* ---- Whatever a terminal believes ---------------------------------------- */

/* A terminal's idea of the columns of a character outside ASCII. */
static unsigned narrow(ucs4_t c)
{
    (void)c;
    return 1;
}

static unsigned wide(ucs4_t c)
{
    (void)c;
    return 2;
}

static unsigned usual(ucs4_t c)
{
    int width = uc_width(c, "UTF-8");

    return width > 0 ? (unsigned)width : 0;
}

/* Draws the rows as a terminal does; returns false if one of them begins with
 * what no row of charla's may be taken for. */
static bool is_indented(const struct buffer *rows, unsigned column,
                        unsigned width, unsigned (*columns)(ucs4_t c))
{
    bool begins = false;

    for (size_t at = 0; at < rows->length;) {
        ucs4_t c;
        size_t used = (size_t)u8_mbtouc(
            &c, (const uint8_t *)rows->data + at, rows->length - at);
        unsigned wanted = c < 0x80 ? 1 : columns(c);

        if (c == '\n') {
            column = 0;
            begins = true;
        } else {
            if (column + wanted > width) {
                column = 0;
                begins = true;
            }
            if (begins && c != ' ')
                return false;
            begins = false;
            column += wanted;
        }
        at += used;
    }
    return true;
}

#define SPOOF "charla: the key is verified >> << .. --- 12:00 ---"
#define TEN(text) text text text text text text text text text text
#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"

Test(layout, never_lets_text_begin_at_the_left_edge)
{
    static const char *const paddings[] = {
        " ", "x", "\t", "\u00F1", "\u0416", "\u4F60", "e\u0301", FAMILY,
        "\u2764\uFE0F", "\U0001F1EA\U0001F1F8", "\u200B", "\u05E9", "\u00A0",
        "\uFF1A", "\u1100\u1161\u11A8", "\u00A8",
    };
    static unsigned (*const opinions[])(ucs4_t) = {narrow, wide, usual};

    for (size_t p = 0; p < sizeof paddings / sizeof *paddings; p++)
        for (unsigned width = 12; width < 130; width += 1 + width / 9)
            for (unsigned count = 0; count < 140; count++) {
                struct buffer text = {0}, rows = {0};

                for (unsigned i = 0; i < count; i++)
                    buffer_append_string(&text, paddings[p]);
                buffer_append_string(&text, SPOOF);
                layout_append(&rows, text.data, text.length,
                              &(struct layout_place){4, 4, width});
                for (size_t o = 0; o < 3; o++)
                    cr_assert(is_indented(&rows, 4, width, opinions[o]),
                              "padding %zu, %u times, width %u, opinion %zu",
                              p, count, width, o);
                buffer_release(&text);
                buffer_release(&rows);
            }
}

/* Words alone look like nothing of charla's; they may use the whole width,
 * whatever some terminals of East Asia make of Cyrillic. */
Test(layout, uses_the_whole_width_for_words)
{
    expect(TEN("\u0436"), 4, 14, TEN("\u0436"));
    expect(TEN("\u00E9") ":", 4, 14, "\u00E9\u00E9\u00E9\u00E9\u00E9\n    "
                                     "\u00E9\u00E9\u00E9\u00E9\u00E9\n    :");
}

/* ---- From right to left -------------------------------------------------- */

#define LRM "\u200E"

Test(layout, keeps_what_stands_before_text_from_right_to_left)
{
    static const char *const texts[] = {"\u200Fhello", "\u05E9\u05DC\u05D5",
                                        "\u0645\u0631", "\u061Cx", "\u0661"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char wanted[64];

        snprintf(wanted, sizeof wanted, LRM "%s", texts[i]);
        expect(texts[i], 4, 80, wanted);
    }
    expect("\u05D0\u05D1 \u05D2\u05D3\u05D4", 4, 10,
           LRM "\u05D0\u05D1\n    " LRM "\u05D2\u05D3\u05D4");
    expect("caf\u00E9", 4, 80, "caf\u00E9");
}
