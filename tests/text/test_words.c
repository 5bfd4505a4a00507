/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"

static const struct {
    const char *line;
    const char *words; /* each with a bar behind it */
} cases[] = {
    {"", ""},
    {"   \t ", ""},
    {"a", "a|"},
    {"  a\tbc  d ", "a|bc|d|"},
    {"one\\ word", "one word|"},
    {"\"one word\" 'and another'", "one word|and another|"},
    {"ha\"lf in\" quotes", "half in|quotes|"},
    {"'it''s'", "its|"},
    {"it\\'s", "it's|"},
    {"\"a \\\"b\\\" c\"", "a \"b\" c|"},
    {"\"a\\\\b\"", "a\\b|"},
    {"\"a\\b\"", "a\\b|"},
    {"'a\\b'", "a\\b|"},
    {"\"never closed", "never closed|"},
    {"'", "|"},
    {"\"\" ''", "||"},
    {"ends\\", "ends\\|"},
    {"~/a\\ b.txt ../c", "~/a b.txt|../c|"},
    {"ma\xc3\xb1" "ana\\ \xe6\x9c\x9d", "ma\xc3\xb1" "ana \xe6\x9c\x9d|"},
};

Test(words, are_parted_as_in_a_shell)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer word = {0}, all = {0};
        const char *line = cases[i].line;

        while (words_next(&line, &word)) {
            buffer_append_string(&all, word.data);
            buffer_append_string(&all, "|");
        }
        buffer_append(&all, "", 1);
        cr_expect_str_eq(all.data, cases[i].words, "%s", cases[i].line);
        cr_expect_str_empty(line);
        buffer_release(&word);
        buffer_release(&all);
    }
}
