/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/command_words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

static const struct {
    const char *command;
    const char *words[6];
} good[] = {
    {"nc %h %p", {"nc", "a b", "9"}}, /* the host is no new words */
    {"  nc\t%h\n%p  ", {"nc", "a b", "9"}},
    {"x %h:%p", {"x", "a b:9"}},
    {"x '%h' \"%p\" %%h", {"x", "a b", "9", "%h"}},
    {"x 100%%", {"x", "100%"}},
    {"x 'a b' \"c d\" e\\ f", {"x", "a b", "c d", "e f"}},
    {"x a'b c'd\"e f\"g", {"x", "ab cde fg"}},
    {"x '' \"\"", {"x", "", ""}},
    {"x 'it''s' \"a\\\"b\" 'c\\d' \"e\\\\f\"", {"x", "its", "a\"b", "c\\d",
                                                "e\\f"}},
    {"x \\'a \\\"b \\\\c", {"x", "'a", "\"b", "\\c"}},
    {"x $HOME `id` $(id) ~ *", {"x", "$HOME", "`id`", "$(id)", "~", }},
    {"x a|b >c &", {"x", "a|b", ">c", "&"}},
    {"sh -c 'nc %h %p | tee log'", {"sh", "-c", "nc a b 9 | tee log"}},
    {"x a#b", {"x", "a#b"}},
    {"%h", {"a b"}},
};

Test(command_words, are_cut_as_the_manual_says)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct error error = {0};
        char **words = command_words_split(good[i].command, "a b", "9", &error);

        cr_assert_not_null(words, "'%s': %s", good[i].command, error.text);
        for (size_t at = 0; at < 6 && good[i].words[at]; at++)
            cr_assert_str_eq(words[at], good[i].words[at], "'%s': '%s'",
                             good[i].command, words[at]);
        command_words_free(words);
    }
}

Test(command_words, have_an_empty_host_where_there_is_none)
{
    struct error error = {0};
    char **words = command_words_split("x %h [%h]", NULL, "9", &error);

    cr_assert_str_eq(words[1], "");
    cr_assert_str_eq(words[2], "[]");
    cr_assert_null(words[3]);
    command_words_free(words);
}

static const struct {
    const char *command, *error;
} bad[] = {
    {"", "--via: there is no command"},
    {" \t", "--via: there is no command"},
    {"'' x", "--via: there is no command"},
    {"x 'a", "--via: the quote ' is not closed"},
    {"x \"a'", "--via: the quote \" is not closed"},
    {"x \"a\\\"", "--via: the quote \" is not closed"},
    {"x \\", "--via: the command ends with a \\"},
    {"x \"\\", "--via: the command ends with a \\"},
    {"x %", "--via: only %h, %p and %% may follow a percent sign"},
    {"x %r", "--via: only %h, %p and %% may follow a percent sign"},
    {"x '%'", "--via: only %h, %p and %% may follow a percent sign"},
};

Test(command_words, say_what_is_wrong)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};

        cr_expect_null(command_words_split(bad[i].command, "h", "9", &error));
        cr_expect_str_eq(error.text, bad[i].error, "'%s': %s", bad[i].command,
                         error.text);
    }
}
