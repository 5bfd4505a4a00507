/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a framer is between two of its calls; what it hands out in the end is
 * tested in test_framer.c. */
#include <config.h>

#include "text/framer.h"

#include <criterion/criterion.h>
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
        enum framer_dialect dialect;
        const char *comes[4];
        const char *taken;
    } cases[] = {
        {FRAMER_PLAIN, {"hola"}, "<hola)"},
        {FRAMER_PLAIN, {"hola", "\n", "x\n"}, "<hola)(><x>"},
        {FRAMER_PLAIN, {"hola\r", "\n"}, "<hola)(>"},
        {FRAMER_PLAIN, {"hola\r", "mas\n"}, "<hola)(\rmas>"},
        {FRAMER_PLAIN, {"ho", "la", " mas\n"}, "<ho)(la)( mas>"},
        {FRAMER_PLAIN, {"one\ntwo", "\n"}, "<one><two)(>"},
        {FRAMER_PLAIN, {"\r", "\n"}, "<>"},
        {FRAMER_PLAIN, {"\xC3", "\xB1", "\n"}, "<\xC3\xB1)(>"},
        {FRAMER_PLAIN, {"a\xF0\x9F\x98", "\x80"}, "<a)(\xF0\x9F\x98\x80)"},
        {FRAMER_PLAIN, {"a\xE2\x82", "\xAC\n"}, "<a)(\xE2\x82\xAC>"},
        {FRAMER_PLAIN, {"a\x82\x82\x82\x82"}, "<a\x82\x82\x82\x82)"},
        {FRAMER_PLAIN, {"%"}, ""},
        {FRAMER_PLAIN, {"%end%"}, ""},
        {FRAMER_PLAIN, {"%end%\r", "\n"}, "$"},
        {FRAMER_PLAIN, {"%en", "x"}, "<%enx)"},
        {FRAMER_PLAIN, {"%end%x"}, "<%end%x)"},
        /* No end in the middle of a line. */
        {FRAMER_PLAIN, {"a", "%end%", "\n"}, "<a)(%end%)(>"},
        {FRAMER_FROM_PEER, {"hola"}, "<hola)"},
        {FRAMER_FROM_PEER, {"%name x"}, ""},
        {FRAMER_FROM_PEER, {"%", "%x", "%%\n"}, "<%x)(%%>"},
        {FRAMER_FROM_PEER, {"%%"}, "<%)"},
        {FRAMER_FROM_PEER, {"%%end%", "\n"}, "<%end%)(>"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct framer *framer = framer_new();
        struct buffer out = {0};
        struct framer_piece piece;

        framer_set_dialect(framer, cases[i].dialect);
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
