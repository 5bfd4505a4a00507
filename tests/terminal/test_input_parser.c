/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/input_parser.h"

#include <criterion/criterion.h>
#include <string.h>

#define PASTE "\033[200~a\033[Ib\003\033c\033[201~"

/* Keys as they are, parser as <I>, <O>, <C>. */
static void take_all(struct input_parser *parser, struct buffer *out)
{
    static const char *const words[] = {"", "<I>", "<O>", "<C>"};
    enum input_event report;

    do {
        report = input_parser_next(parser, out);
        buffer_append_string(out, words[report]);
    } while (report != INPUT_NOTHING);
}

static const struct {
    const char *sent, *taken;
    bool asked; /* the cursor's place has been asked for */
} cases[] = {
    {"abc", "abc", false},
    {"\xC3\xB1", "\xC3\xB1", false},
    {"a\033[Ib", "a<I>b", false},
    {"a\033[Ob", "a<O>b", false},
    {"\033[I\033[O\033[I", "<I><O><I>", false},
    {"a\003b", "a<C>b", false},
    {"\033[A", "\033[A", false}, /* an arrow */
    {"\033OA", "\033OA", false},
    {"\033[1;5C", "\033[1;5C", false},
    {"\033[3~", "\033[3~", false},
    {"\033[20~", "\033[20~", false},
    {"\033[200x", "\033[200x", false},
    {"\033[2;5R", "\033[2;5R", false}, /* F3 with a modifier */
    {"a\033[2;5Rb", "ab", true},
    {"\033[24;80R\033[2;5R", "\033[2;5R", true},
    {"\033[;5R", "\033[;5R", true},
    {"\033[5R", "\033[5R", true},
    {"\033[123456789012345;1R", "\033[123456789012345;1R", true},
    {PASTE, PASTE, false},
    {"x" PASTE "\033[Iy", "x" PASTE "<I>y", false},
    {"\033\033[I", "\033<I>", false},
};

/* In one piece.  A lone ESC at the end of one counts as the key, so pieces
 * are cut elsewhere. */
Test(input_parser, are_told_from_keys_however_they_come)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = strlen(cases[i].sent);

        for (size_t cut = 0; cut <= length; cut++) {
            struct input_parser parser = {.wants_cursor = cases[i].asked};
            struct buffer out = {0};

            if (cut > 0 && cases[i].sent[cut - 1] == '\033')
                continue;
            input_parser_add(&parser, cases[i].sent, cut);
            take_all(&parser, &out);
            input_parser_add(&parser, cases[i].sent + cut, length - cut);
            take_all(&parser, &out);
            buffer_append(&out, "", 1);
            cr_expect_str_eq(out.data, cases[i].taken, "%zu, cut %zu", i, cut);
            buffer_release(&out);
            input_parser_release(&parser);
        }
    }
}

Test(input_parser, take_a_lone_escape_for_the_key)
{
    struct input_parser parser = {0};
    struct buffer out = {0};

    input_parser_add(&parser, "a\033", 2);
    take_all(&parser, &out);
    cr_assert_eq(out.length, 2);
    buffer_release(&out);
    input_parser_release(&parser);
}

/* Nobody who takes a paste has to wait in its middle. */
Test(input_parser, hold_a_paste_until_all_of_it_has_come)
{
    struct input_parser parser = {0};
    struct buffer out = {0};

    input_parser_add(&parser, "k\033[200~many\nlines", 17);
    take_all(&parser, &out);
    cr_assert_eq(out.length, 1);
    input_parser_add(&parser, "\033[201~z", 7);
    take_all(&parser, &out);
    buffer_append(&out, "", 1);
    cr_assert_str_eq(out.data, "k\033[200~many\nlines\033[201~z");
    buffer_release(&out);
    input_parser_release(&parser);
}

/* The keyboard is not lost with the end of a paste. */
Test(input_parser, hear_an_interrupt_behind_a_paste_that_does_not_end)
{
    static const struct {
        const char *pieces[4], *taken;
    } dropped[] = {
        {{"\033[200~abc", "\003", "\003", "x"}, "<C>x"},
        {{"\033[200~abc", "\003\003"}, "<C>"},
        {{"k\033[200~", "abc\n\003", "\003", "\033[I"}, "k<C><I>"},
        /* A terminal may send a paste byte by byte. */
        {{"\033[200~abc", "\003", "x", "\033[201~"},
         "\033[200~abc\003x\033[201~"},
        {{"\033[200~abc\003\003x", "\033[201~"},
         "\033[200~abc\003\003x\033[201~"},
    };

    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        struct input_parser parser = {0};
        struct buffer out = {0};

        for (int j = 0; j < 4 && dropped[i].pieces[j]; j++) {
            input_parser_add(&parser, dropped[i].pieces[j],
                        strlen(dropped[i].pieces[j]));
            take_all(&parser, &out);
        }
        buffer_append(&out, "", 1);
        cr_expect_str_eq(out.data, dropped[i].taken, "case %zu", i);
        buffer_release(&out);
        input_parser_release(&parser);
    }
}

Test(input_parser, drop_a_paste_that_does_not_end)
{
    struct input_parser parser = {0};
    struct buffer out = {0};

    input_parser_add(&parser, "\033[200~half", 10);
    take_all(&parser, &out);
    input_parser_reset(&parser);
    input_parser_add(&parser, "key", 3);
    take_all(&parser, &out);
    cr_assert_eq(out.length, 3);
    buffer_release(&out);
    input_parser_release(&parser);
}

Test(input_parser, give_the_cursors_column_and_keep_the_rest)
{
    struct input_parser parser = {0};
    struct buffer out = {0};
    unsigned column;

    input_parser_expect_cursor(&parser);
    input_parser_add(&parser, "ab\033[", 4);
    cr_assert_not(input_parser_take_cursor(&parser, &column));
    input_parser_add(&parser, "12;8", 4);
    cr_assert_not(input_parser_take_cursor(&parser, &column));
    input_parser_add(&parser, "0Rcd\033[I", 7);
    cr_assert(input_parser_take_cursor(&parser, &column));
    cr_assert_eq(column, 79);
    cr_assert_not(input_parser_take_cursor(&parser, &column));
    take_all(&parser, &out);
    buffer_append(&out, "", 1);
    cr_assert_str_eq(out.data, "abcd<I>");
    buffer_release(&out);
    input_parser_release(&parser);
}
