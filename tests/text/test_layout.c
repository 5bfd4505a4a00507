/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/layout.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/i18n.h"

Test(layout, is_that_of_the_screen, .init = i18n_begin)
{
    static const struct {
        const char *text;
        unsigned width, row, column;
    } cases[] = {
        {"", 80, 0, 0},
        {"abc", 80, 0, 3},
        {"abcd", 4, 1, 0}, /* a full row */
        {"abcde", 4, 1, 1},
        {"abcdefghi", 4, 2, 1},
        {"a\nb", 80, 1, 1},
        {"\n\n", 80, 2, 0},
        {"\t", 80, 0, 8},
        {"ab\t", 80, 0, 8},
        {"\001", 80, 0, 2}, /* ^A */
        {"\x7F", 80, 0, 2},
        {"\xC3\xB1", 80, 0, 1},
        {"e\xCC\x81", 80, 0, 1},         /* combining */
        {"\xE4\xBD\xA0", 80, 0, 2},      /* wide */
        {"abc\xE4\xBD\xA0", 4, 1, 2},    /* does not fit: goes down whole */
        {"ab\xE4\xBD\xA0", 4, 1, 0},
        {"\xF0\x9F\x98\x80", 80, 0, 2},
        {"\xFF\xFE", 80, 0, 2}, /* no character */
        {"\xE4\xBD", 80, 0, 2}, /* half of one */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct layout at = {0, 0};

        layout_advance(&at, cases[i].text, strlen(cases[i].text),
                       cases[i].width);
        cr_expect(at.row == cases[i].row && at.column == cases[i].column,
                  "%zu: %u, %u", i, at.row, at.column);
    }
}

struct answer {
    bool comes;
    unsigned column;
    int asked;
};

static bool answer(void *context, unsigned *column)
{
    struct answer *given = context;

    given->asked++;
    *column = given->column;
    return given->comes;
}

Test(layout, of_a_resized_screen_is_asked_for_once_if_it_matters)
{
    static const struct {
        struct layout left, wrapped;
        unsigned width;
        struct answer answer;
        unsigned above, above_next; /* ...with rows 4 and 7 */
    } cases[] = {
        /* The same either way: nothing to ask, nothing learnt. */
        {{1, 5}, {1, 9}, 80, {true, 9, 0}, 1, 4},
        /* It answers. */
        {{1, 5}, {3, 9}, 80, {true, 9, 1}, 3, 7},
        {{1, 5}, {3, 9}, 80, {true, 5, 1}, 1, 4},
        {{3, 5}, {1, 9}, 80, {true, 9, 1}, 1, 7},
        /* Nobody answers. */
        {{1, 5}, {3, 9}, 80, {false, 9, 1}, 1, 4},
        /* The answer would not tell: the smaller one, nothing learnt. */
        {{3, 5}, {1, 5}, 80, {true, 5, 0}, 1, 4},
        {{1, 60}, {3, 39}, 40, {true, 39, 0}, 1, 4},
        {{1, 60}, {3, 0}, 40, {true, 39, 1}, 1, 4},
        {{5, 60}, {3, 0}, 40, {true, 39, 1}, 2, 4},
        {{1, 60}, {3, 0}, 40, {true, 40, 2}, 2, 7}, /* as tmux counts */
        {{2, 0}, {3, 21}, 33, {true, 0, 0}, 2, 4},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wrapping wrapping = {0};
        struct answer given = cases[i].answer;

        given.asked = 0;
        cr_expect_eq(wrapping_rows_above(&wrapping, cases[i].left,
                                         cases[i].wrapped, cases[i].width,
                                         answer, &given),
                     cases[i].above, "%zu", i);
        cr_expect_eq(given.asked, cases[i].answer.asked, "%zu", i);
        given.asked = 0;
        cr_expect_eq(wrapping_rows_above(&wrapping, (struct layout){4, 3},
                                         (struct layout){7, 3}, 80, answer,
                                         &given),
                     cases[i].above_next, "%zu", i);
        cr_expect_eq(given.asked, 0, "%zu", i);
    }
}

/* What fills a row just so: the cursor stands at its end, or below. */
Test(layout, of_a_full_row_is_asked_for)
{
    static const struct {
        struct answer answer;
        unsigned above;
    } cases[] = {
        {{true, 39, 0}, 2},
        {{true, 0, 0}, 3},
        {{false, 0, 0}, 2}, /* in doubt the smaller one */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wrapping wrapping = {.kind = WRAPPING_ANEW};
        struct answer given = cases[i].answer;

        cr_expect_eq(wrapping_rows_above(&wrapping, (struct layout){1, 40},
                                         (struct layout){3, 0}, 40, answer,
                                         &given),
                     cases[i].above, "%zu", i);
        cr_expect_eq(given.asked, 1, "%zu", i);
    }
}
