/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/input_parser.h"

#include <criterion/criterion.h>
#include <string.h>

#define PASTE "\033[200~a\033[Ib\003\033c\033[201~"

/* Write down all that comes: keys as they are, <I>, <O>, <C>, {sequence} with
 * ^ for ESC, (paste). */
static void take_all(struct input_parser *parser, struct buffer *out)
{
    static const char *const before[] = {"", "", "{", "(", "<D", "<I", "<O",
                                         "<C"};
    static const char *const after[] = {"", "", "}", ")", ">", ">", ">", ">"};
    struct buffer bytes = {0};
    enum input_event event;

    do {
        event = input_parser_next(parser, &bytes);
        if (event == INPUT_NOTHING)
            break;
        buffer_append_string(out, before[event]);
        for (size_t i = 0; event <= INPUT_PASTE && i < bytes.length; i++)
            buffer_append(out, bytes.data[i] == '\033' ? "^" : bytes.data + i,
                          1);
        buffer_append_string(out, after[event]);
    } while (event != INPUT_NOTHING);
    buffer_release(&bytes);
}

/* Nothing more comes for a moment. */
static void settle(struct input_parser *parser, struct buffer *out)
{
    take_all(parser, out);
    while (input_parser_is_ambiguous(parser)) {
        input_parser_settle(parser);
        take_all(parser, out);
    }
}

static void expect(struct buffer *out, const char *text, const char *what,
                   size_t which)
{
    buffer_append(out, "", 1);
    cr_expect_str_eq(out->data, text, "%s %zu: %s", what, which, out->data);
    buffer_release(out);
}

static const struct {
    const char *sent, *taken;
} cases[] = {
    {"abc", "abc"},
    {"\xC3\xB1", "\xC3\xB1"},
    {"a\xE2\x82\xAC\xF0\x9F\x98\x80z", "a\xE2\x82\xAC\xF0\x9F\x98\x80z"},
    {"a\xFF\xB1z\xC3z", "azz"}, /* no characters */
    {"a\033[Ib", "a<I>b"},
    {"a\033[Ob", "a<O>b"},
    {"\033[I\033[O\033[I", "<I><O><I>"},
    {"a\003b", "a<C>b"},
    /* Alt and a letter. */
    {"\033fx", "{^f}x"},
    {"\033\xC3\xB1x", "\xC3\xB1x"},
    {"\033\xE2\x82\xACx", "\xE2\x82\xACx"},
    {"\033\033x", "^{^x}"},
    {"\033\003", "^<C>"},
    /* Arrows, function keys, the keypad. */
    {"\033[A", "{^[A}"},
    {"\033OA", "{^OA}"},
    {"\033[1;5C", "{^[1;5C}"},
    {"\033[3~x", "{^[3~}x"},
    {"\033[15~x", "{^[15~}x"},     /* F5 */
    {"\033[15;2~x", "{^[15;2~}x"}, /* Shift-F5 */
    {"\033[29~x", "{^[29~}x"},     /* the menu key */
    {"\033[200xx", "{^[200x}x"},
    {"\033[24$x", "{^[24$}x"}, /* Shift-F12, rxvt */
    {"\033[[Ax", "{^[[A}x"}, /* F1, Linux console */
    {"\033O2Px", "{^O2P}x"},
    {"\033OMx", "{^OM}x"},
    {"\033\033[Ax", "{^^[A}x"}, /* Alt and an arrow, rxvt */
    {"\033\033OAx", "{^^OA}x"},
    {"\033[97;5ux", "{^[97;5u}x"},     /* CSI u */
    {"\033[27;5;9~x", "{^[27;5;9~}x"}, /* modifyOtherKeys */
    /* The mouse. */
    {"\033[M !!x", "{^[M !!}x"},
    {"\033[M \xC4\xA0!x", "{^[M \xC4\xA0!}x"},
    {"\033[<0;12;7Mx", "{^[<0;12;7M}x"},
    {"\033[<0;12;7mx", "{^[<0;12;7m}x"},
    /* Answers. */
    {"\033[?62;22cx", "{^[?62;22c}x"},
    {"\033[?2004;1$yx", "{^[?2004;1$y}x"},
    {"\033]11;rgb:0/0/0\007x", "{^]11;rgb:0/0/0\007}x"},
    {"\033]11;rgb:0/0/0\033\\x", "{^]11;rgb:0/0/0^\\}x"},
    {"\033P1$r0m\033\\x", "{^P1$r0m^\\}x"},
    {"\033_Gi=1;OK\033\\x", "{^_Gi=1;OK^\\}x"},
    {"\033^a\033\\\033Xb\033\\x", "{^^a^\\}{^Xb^\\}x"},
    /* Left before their end. */
    {"\033[12\rx", "\rx"},
    {"\033[12\003x", "<C>x"},
    {"\033[1 2x", "2x"},
    {"\033]ab\rx", "\rx"},
    {"\033]ab\003x", "<C>x"},
    {"\033]ab\030x", "x"},
    {"\033]ab\033[Ax", "{^[A}x"},
    {"\033O2\rx", "\rx"},
    {"\033[2;5R", "{^[2;5R}"}, /* F3 with a modifier, or the cursor */
    /* Pastes. */
    {PASTE, "(a^[Ib\003^c)"},
    {"x" PASTE "\033[Iy", "x(a^[Ib\003^c)<I>y"},
    {"\033[201~x", "x"}, /* the end of none */
    {"\033\033[I", "{^^[I}"},
};

Test(input_parser, cuts_them_alike_however_they_come)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = strlen(cases[i].sent);

        for (size_t cut = 0; cut <= length; cut++) {
            struct input_parser parser = {0};
            struct buffer out = {0};

            input_parser_add(&parser, cases[i].sent, cut);
            take_all(&parser, &out);
            input_parser_add(&parser, cases[i].sent + cut, length - cut);
            settle(&parser, &out);
            expect(&out, cases[i].taken, cases[i].taken, cut);
            input_parser_release(&parser);
        }
    }
}

Test(input_parser, cuts_them_alike_byte_by_byte)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct input_parser parser = {0};
        struct buffer out = {0};

        for (const char *at = cases[i].sent; *at; at++) {
            input_parser_add(&parser, at, 1);
            take_all(&parser, &out);
        }
        settle(&parser, &out);
        expect(&out, cases[i].taken, cases[i].taken, i);
        input_parser_release(&parser);
    }
}

/* Of what might go on, nobody knows that it does not but by waiting. */
Test(input_parser, takes_what_might_go_on_when_nothing_comes)
{
    static const struct {
        const char *sent, *taken;
    } keys[] = {
        {"a\033", "a^"},          {"\033\033", "^^"},
        {"\033[", "{^[}"},        {"\033O", "{^O}"},
        {"\033]", "{^]}"},        {"\033_", "{^_}"},
        {"\033[23$", "{^[23$}"},  {"\033[M", "{^[M}"},
        {"\033\033[", "{^^[}"},
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct input_parser parser = {0};
        struct buffer out = {0};

        input_parser_add(&parser, keys[i].sent, strlen(keys[i].sent));
        settle(&parser, &out);
        expect(&out, keys[i].taken, "key", i);
        input_parser_release(&parser);
    }
}

/* On a slow line the rest may come when ESC has passed for the key. */
Test(input_parser, knows_a_sequence_that_is_late)
{
    static const char *const rests[] = {"[15~", "[A", "[200~p\033[201~"};
    static const char *const taken[] = {"^{^[15~}x", "^{^[A}x", "^(p)x"};

    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        struct input_parser parser = {0};
        struct buffer out = {0};

        input_parser_add(&parser, "\033", 1);
        settle(&parser, &out);
        input_parser_add(&parser, rests[i], strlen(rests[i]));
        input_parser_add(&parser, "x", 1);
        settle(&parser, &out);
        expect(&out, taken[i], "rest", i);
        input_parser_release(&parser);
    }
}

Test(input_parser, knows_a_sequence_of_which_every_byte_is_late)
{
    static const char late[] = "\033[15;2~x";
    struct input_parser parser = {0};
    struct buffer out = {0};

    for (const char *at = late; *at; at++) {
        input_parser_add(&parser, at, 1);
        settle(&parser, &out);
    }
    expect(&out, "^{^[}{^[15;2~}x", "late", 0);
    input_parser_release(&parser);
}

/* What is broken off in between has nothing to do with what comes later. */
Test(input_parser, forgets_what_might_be_late_when_a_sequence_is_broken_off)
{
    struct input_parser parser = {0};
    struct buffer out = {0};

    input_parser_add(&parser, "\033\033Px\032", 5);
    settle(&parser, &out);
    input_parser_add(&parser, "[a", 2);
    settle(&parser, &out);
    expect(&out, "^[a", "broken", 0);
    input_parser_release(&parser);
}

/* Nobody who takes a paste has to wait in its middle. */
Test(input_parser, holds_a_paste_until_all_of_it_has_come)
{
    struct input_parser parser = {0};
    struct buffer out = {0};

    input_parser_add(&parser, "k\033[200~many\nlines", 17);
    settle(&parser, &out);
    cr_assert_eq(out.length, 1);
    cr_assert(input_parser_is_pasting(&parser));
    input_parser_add(&parser, "\033[201~z", 7);
    settle(&parser, &out);
    cr_assert_not(input_parser_is_pasting(&parser));
    expect(&out, "k(many\nlines)z", "paste", 0);
    input_parser_release(&parser);
}

/* The keyboard is not lost with the end of a paste; what drops it does no
 * more than that. */
Test(input_parser, drops_a_paste_at_two_interrupts)
{
    static const struct {
        const char *pieces[4], *taken;
    } dropped[] = {
        {{"\033[200~abc", "\003", "\003", "x"}, "<D>x"},
        {{"\033[200~abc", "\003\003", "\003"}, "<D><C>"},
        {{"k\033[200~", "abc\n\003", "\003", "\033[I"}, "k<D><I>"},
        /* A terminal may send a paste byte by byte. */
        {{"\033[200~abc", "\003", "x", "\033[201~"}, "(abc\003x)"},
        {{"\033[200~abc\003\003x", "\033[201~"}, "(abc\003\003x)"},
    };

    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        struct input_parser parser = {0};
        struct buffer out = {0};

        for (int j = 0; j < 4 && dropped[i].pieces[j]; j++) {
            input_parser_add(&parser, dropped[i].pieces[j],
                             strlen(dropped[i].pieces[j]));
            settle(&parser, &out);
        }
        expect(&out, dropped[i].taken, "dropped", i);
        input_parser_release(&parser);
    }
}

Test(input_parser, drops_a_paste_that_does_not_end)
{
    struct input_parser parser = {0};
    struct buffer out = {0};

    input_parser_add(&parser, "\033[200~half", 10);
    take_all(&parser, &out);
    input_parser_reset(&parser);
    input_parser_add(&parser, "key", 3);
    take_all(&parser, &out);
    expect(&out, "key", "paste", 0);
    input_parser_release(&parser);
}
