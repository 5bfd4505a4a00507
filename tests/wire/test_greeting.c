/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/greeting.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"

/* The two greetings there are, and what they are taken for. */
static const struct {
    bool offers;
    const char *text;
    enum greeting_verdict verdict;
} greetings[] = {
    {false,
     "charla " PACKAGE_VERSION ": Welcome! Type %end% to finish. [charla]\n",
     GREETING_PLAIN},
    {true,
     "charla " PACKAGE_VERSION ": Welcome! Type %end% to finish. [charla/1]\n",
     GREETING_OFFERS},
};

Test(greeting, is_one_line_that_tells_how_to_finish)
{
    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
        struct buffer greeting = {0};

        buffer_append_string(&greeting, "x");
        greeting_append(&greeting, greetings[i].offers);
        cr_assert_leq(greeting.length - 1, GREETING_MAX);
        buffer_append(&greeting, "", 1);
        cr_assert_str_eq(greeting.data + 1, greetings[i].text);
        buffer_release(&greeting);
    }
}

Test(greeting, is_known_again_as_soon_as_its_line_ends)
{
    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
        struct buffer greeting = {0};
        size_t whole;

        greeting_append(&greeting, greetings[i].offers);
        whole = greeting.length;
        buffer_append_string(&greeting, "charla x [charla]\n%end%\n");
        for (size_t length = 0; length <= greeting.length; length++) {
            size_t line = 0;
            enum greeting_verdict verdict =
                greeting_judge(greeting.data, length, &line);

            cr_assert_eq(verdict, length < whole ? GREETING_PERHAPS
                                                 : greetings[i].verdict);
            cr_assert_eq(line, length < whole ? 0 : whole - 1);
        }
        buffer_release(&greeting);
    }
}

Test(greeting, is_told_from_what_only_looks_like_it)
{
    static const struct {
        const char *bytes;
        enum greeting_verdict verdict;
    } table[] = {
        {"", GREETING_PERHAPS},
        {"c", GREETING_PERHAPS},
        {"charla", GREETING_PERHAPS},
        {"charla ", GREETING_PERHAPS},
        {"charla x [charla]", GREETING_PERHAPS},
        {"charla 2.0: hola [charla]\n", GREETING_PLAIN},
        {"charla  [charla]\n", GREETING_PLAIN},
        {"charla 2.0: hola [charla/1]\n", GREETING_OFFERS},
        {"charla 2.0: hola [charla/2]\n", GREETING_NO},
        {"charla 2.0: hola [charla/1] [charla]\n", GREETING_PLAIN},
        {"charla [charla]\n", GREETING_NO}, /* one blank cannot be both */
        {"charla 2.0: hola [charla]\r\n", GREETING_NO},
        {"charla 2.0: hola [charla] \n", GREETING_NO},
        {"charla 2.0: hola\n", GREETING_NO},
        {"charla 2.0: hola\n [charla]\n", GREETING_NO},
        {"charla \n", GREETING_NO},
        {"charla\n", GREETING_NO},
        {"charlatan\n", GREETING_NO},
        {"Charla 2.0: hola [charla]\n", GREETING_NO},
        {" charla 2.0: hola [charla]\n", GREETING_NO},
        {"\n", GREETING_NO},
        {"x", GREETING_NO},
        {"%end%\n", GREETING_NO},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t line = 0;
        cr_expect_eq(greeting_judge(table[i].bytes, strlen(table[i].bytes),
                                    &line),
                     table[i].verdict, "'%s'", table[i].bytes);
    }
}

/* A line of `length` bytes with its end, which begins and ends as it should. */
static void make_line(char *line, size_t length)
{
    memset(line, '-', length);
    memcpy(line, "charla ", 7);
    memcpy(line + length - 10, " [charla]\n", 10);
}

Test(greeting, is_waited_for_no_longer_than_its_limit)
{
    static const struct {
        size_t length, known;
        enum greeting_verdict verdict;
    } table[] = {
        {GREETING_MAX - 1, GREETING_MAX - 1, GREETING_PLAIN},
        {GREETING_MAX, GREETING_MAX - 1, GREETING_PERHAPS},
        {GREETING_MAX, GREETING_MAX, GREETING_PLAIN},
        {GREETING_MAX + 1, GREETING_MAX - 1, GREETING_PERHAPS},
        {GREETING_MAX + 1, GREETING_MAX, GREETING_NO},
        {GREETING_MAX + 1, GREETING_MAX + 1, GREETING_NO},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char line[GREETING_MAX + 1];
        size_t length = 0;

        make_line(line, table[i].length);
        cr_expect_eq(greeting_judge(line, table[i].known, &length),
                     table[i].verdict, "row %zu", i);
    }
}
