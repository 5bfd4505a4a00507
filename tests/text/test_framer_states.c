/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a framer is between two of its calls; what it hands out in the end is
 * tested in test_framer.c. */
#include <config.h>

#include "text/framer.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

static void put(struct framer *framer, const char *text)
{
    size_t size, length = strlen(text);
    char *room = framer_space(framer, &size);

    cr_assert_geq(size, length);
    memcpy(room, text, length);
    framer_commit(framer, length);
}

Test(framer_states, is_empty_at_first)
{
    struct framer *framer = framer_new();
    struct framer_piece piece;

    cr_assert_eq(framer_next_line(framer, &piece), FRAMER_NOTHING);
    cr_assert_eq(framer_next_run(framer, &piece), FRAMER_NOTHING);
    framer_finish(framer);
    cr_assert_eq(framer_next_line(framer, &piece), FRAMER_NOTHING);
    cr_assert_eq(framer_next_run(framer, &piece), FRAMER_NOTHING);
    framer_free(framer);
    framer_free(NULL);
}

Test(framer_states, hands_on_at_once_all_that_cannot_become_the_end)
{
    static const struct {
        const char *text;
        size_t waits; /* bytes at the end that are kept back */
    } cases[] = {
        {"abc", 0},     {"abc\n", 0},       {"%", 1},     {"%e", 2},
        {"a\n%end", 4}, {"a\n%end%", 5},    {"x%end%", 0}, {"%enx", 0},
        {"%end%\r", 6}, {"one\n%end%\r", 6}, {"%end%x", 0}, {"a%\n%", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct framer *framer = framer_new();
        struct framer_piece piece = {0};
        size_t length = strlen(cases[i].text), held;
        enum framer_event event;

        put(framer, cases[i].text);
        event = framer_next_run(framer, &piece);
        cr_expect_eq(event, cases[i].waits < length ? FRAMER_TEXT
                                                    : FRAMER_NOTHING,
                     "'%s'", cases[i].text);
        cr_expect_eq(piece.length, length - cases[i].waits, "'%s'",
                     cases[i].text);
        cr_expect_eq(framer_next_run(framer, &piece), FRAMER_NOTHING);
        framer_held(framer, &held);
        cr_expect_eq(held, cases[i].waits, "'%s'", cases[i].text);
        framer_free(framer);
    }
}

Test(framer_states, says_the_end_again_whatever_comes_after)
{
    struct framer *framer = framer_new();
    struct framer_piece piece;
    size_t held;

    put(framer, "%end%\nlate\n");
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(framer_next_line(framer, &piece), FRAMER_END);
        cr_assert_eq(framer_next_run(framer, &piece), FRAMER_END);
    }
    cr_assert_eq(strncmp(framer_held(framer, &held), "late\n", 5), 0);
    cr_assert_eq(held, 5);
    put(framer, "later\n");
    framer_finish(framer);
    cr_assert_eq(framer_next_run(framer, &piece), FRAMER_END);
    cr_assert_eq(framer_next_line(framer, &piece), FRAMER_END);
    framer_free(framer);
}

Test(framer_states, holds_after_the_end_only_what_follows_its_line)
{
    static const struct {
        const char *text;
        size_t rest;
    } cases[] = {
        {"%end%\n", 0},      {"%end%\r\n", 0},   {"%end%\n\n", 1},
        {"%end%\r\nab\n", 3}, {"%end%", 0},       {"%end%\r", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int by_lines = 0; by_lines <= 1; by_lines++) {
            struct framer *framer = framer_new();
            struct framer_piece piece;
            size_t held;

            put(framer, cases[i].text);
            framer_finish(framer);
            cr_expect_eq(by_lines ? framer_next_line(framer, &piece)
                                  : framer_next_run(framer, &piece),
                         FRAMER_END);
            framer_held(framer, &held);
            cr_expect_eq(held, cases[i].rest, "'%s'", cases[i].text);
            framer_free(framer);
        }
}

/* Lines of 1,000 bytes, so many that no whole number fills the memory. */
Test(framer_states, keeps_what_was_not_taken_when_it_makes_room)
{
    struct framer *framer = framer_new();
    unsigned long wrote = 0, read = 0;
    struct framer_piece piece;

    for (int round = 0; round < 50; round++) {
        size_t size, held;
        char *room = framer_space(framer, &size);
        size_t take = (size_t)round * 37 % 300;

        framer_held(framer, &held);
        cr_assert_eq(size + held, FRAMER_CAPACITY);
        for (size_t i = 0; i < size; i++, wrote++)
            room[i] = wrote % 1000 == 999 ? '\n'
                                          : (char)('a' + wrote / 7 % 26);
        framer_commit(framer, size);
        for (size_t i = 0; i < take; i++) {
            if (framer_next_line(framer, &piece) != FRAMER_TEXT)
                break;
            cr_assert_eq(piece.length, 999);
            for (size_t j = 0; j < piece.length; j++, read++)
                cr_assert_eq(piece.data[j], (char)('a' + read / 7 % 26));
            read++;
        }
    }
    cr_assert_gt(read, 2 * FRAMER_CAPACITY);
    framer_free(framer);
}

Test(framer_states, has_no_room_only_while_pieces_are_waiting)
{
    struct framer *framer = framer_new();
    struct framer_piece piece;
    size_t size;

    memset(framer_space(framer, &size), 'a', FRAMER_CAPACITY);
    framer_commit(framer, size);
    framer_space(framer, &size);
    cr_assert_eq(size, 0);
    while (framer_next_line(framer, &piece) == FRAMER_TEXT)
        ;
    framer_space(framer, &size);
    cr_assert_gt(size, 0);
    framer_free(framer);
}

Test(framer_states, may_go_from_lines_to_runs_between_two_messages)
{
    static const char stream[] = "greeting\r\nab\n%end%\n";

    for (size_t cut = 0; cut < sizeof stream - 1; cut++) {
        struct framer *framer = framer_new();
        struct framer_piece piece;

        for (size_t i = 0; i < cut; i++)
            put(framer, (char[]){stream[i], '\0'});
        if (cut < strlen("greeting\r\n"))
            cr_assert_eq(framer_next_line(framer, &piece), FRAMER_NOTHING);
        put(framer, stream + cut);
        cr_assert_eq(framer_next_line(framer, &piece), FRAMER_TEXT);
        cr_assert_eq(piece.length, strlen("greeting"));
        cr_assert_eq(framer_next_run(framer, &piece), FRAMER_TEXT);
        cr_assert(piece.length == 3 && piece.begins && piece.ends);
        cr_assert_eq(memcmp(piece.data, "ab\n", 3), 0);
        cr_assert_eq(framer_next_run(framer, &piece), FRAMER_END);
        framer_free(framer);
    }
}

/* ---- Parts of lines ------------------------------------------------------ */

/* What comes, and after each piece of it what is handed out of a line that
 * has not ended ("<text)", "(text)"), and what is handed out by itself. */
Test(framer_states, hands_out_the_beginning_of_a_line_when_asked_for_it)
{
    static const struct {
        bool ignores_end;
        const char *comes[4];
        const char *taken;
    } cases[] = {
        {false, {"hola"}, "<hola)"},
        {false, {"hola", "\n", "x\n"}, "<hola)(><x>"},
        {false, {"hola\r", "\n"}, "<hola)(>"},
        {false, {"hola\r", "mas\n"}, "<hola)(\rmas>"},
        {false, {"ho", "la", " mas\n"}, "<ho)(la)( mas>"},
        {false, {"one\ntwo", "\n"}, "<one><two)(>"},
        {false, {"\r", "\n"}, "<>"},
        {false, {"\xC3", "\xB1", "\n"}, "<\xC3\xB1)(>"},
        {false, {"a\xF0\x9F\x98", "\x80"}, "<a)(\xF0\x9F\x98\x80)"},
        {false, {"a\xE2\x82", "\xAC\n"}, "<a)(\xE2\x82\xAC>"},
        {false, {"a\x82\x82\x82\x82"}, "<a\x82\x82\x82\x82)"},
        {false, {"%"}, ""},
        {false, {"%end%"}, ""},
        {false, {"%end%\r", "\n"}, "$"},
        {false, {"%en", "x"}, "<%enx)"},
        {false, {"%end%x"}, "<%end%x)"},
        /* No end in the middle of a line. */
        {false, {"a", "%end%", "\n"}, "<a)(%end%)(>"},
        {true, {"hola"}, "<hola)"},
        {true, {"%"}, "<%)"},
        {true, {"%end%", "\n"}, "<%end%)(>"},
        {true, {"%end%\n", "x\n"}, "<%end%><x>"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct framer *framer = framer_new();
        struct buffer out = {0};
        struct framer_piece piece;

        if (cases[i].ignores_end)
            framer_ignore_end(framer);
        for (size_t n = 0; n < 4 && cases[i].comes[n]; n++) {
            enum framer_event event;

            put(framer, cases[i].comes[n]);
            while ((event = framer_next_line(framer, &piece)) == FRAMER_TEXT ||
                   (event == FRAMER_NOTHING &&
                    framer_next_partial(framer, &piece) == FRAMER_TEXT)) {
                buffer_append_string(&out, piece.begins ? "<" : "(");
                buffer_append(&out, piece.data, piece.length);
                buffer_append_string(&out, piece.ends ? ">" : ")");
            }
            if (event == FRAMER_END)
                buffer_append_string(&out, "$");
        }
        buffer_append(&out, "", 1);
        cr_expect_str_eq(out.data, cases[i].taken, "%zu: %s", i, out.data);
        buffer_release(&out);
        framer_free(framer);
    }
}

/* ---- Without an end ------------------------------------------------------ */

/* However the stream is cut, and to its very last byte. */
Test(framer_states, takes_the_end_for_text_when_it_is_to_ignore_it)
{
    static const char stream[] = "%end%\na\n%end%\r\n%end%x%en";
    struct framer_piece piece;

    for (size_t cut = 0; cut < sizeof stream; cut++) {
        struct framer *framer = framer_new();
        struct buffer out = {0};

        framer_ignore_end(framer);
        for (size_t i = 0; i < sizeof stream - 1; i++) {
            char byte[2] = {stream[i], '\0'};

            put(framer, byte);
            if (i < cut) /* then each byte at once */
                cr_assert_eq(framer_next_run(framer, &piece), FRAMER_TEXT);
            if (i < cut)
                buffer_append(&out, piece.data, piece.length);
        }
        while (framer_next_run(framer, &piece) == FRAMER_TEXT)
            buffer_append(&out, piece.data, piece.length);
        framer_finish(framer);
        cr_assert_eq(framer_next_run(framer, &piece), FRAMER_NOTHING);
        buffer_append(&out, "", 1);
        cr_assert_str_eq(out.data, stream);
        buffer_release(&out);
        framer_free(framer);
    }
}

/* What stands before a piece may be overwritten, as if it were not there. */
Test(framer_states, leaves_room_for_a_header_before_every_piece)
{
    struct framer *framer = framer_new();
    struct framer_piece piece;

    for (int i = 0; i < 3; i++) {
        put(framer, "one\n");
        put(framer, "%end%two\n");
        cr_assert_eq(framer_next_run(framer, &piece), FRAMER_TEXT);
        cr_expect_eq(piece.length, 13);
        cr_expect_eq(memcmp(piece.data, "one\n%end%two\n", 13), 0);
        memset((char *)(uintptr_t)piece.data - FRAMER_HEADROOM, '\n',
               FRAMER_HEADROOM);
        put(framer, "x");
        cr_assert_eq(framer_next_run(framer, &piece), FRAMER_TEXT);
        cr_expect_eq(piece.length, 1);
        memset((char *)(uintptr_t)piece.data - FRAMER_HEADROOM, '%',
               FRAMER_HEADROOM);
        put(framer, "\n");
        cr_assert_eq(framer_next_run(framer, &piece), FRAMER_TEXT);
    }
    framer_free(framer);
}
