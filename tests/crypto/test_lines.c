/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/lines.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"
#include "support/harness.h"
#include "crypto/storage.h"

static struct error error;

static void begin(void)
{
    harness_begin();
    setenv("XDG_DATA_HOME", harness_directory(), 1);
    error = (struct error){0};
}

TestSuite(lines, .init = begin, .fini = harness_end);

static struct buffer buffer_of(const char *text)
{
    struct buffer buffer = {0};

    buffer_append_string(&buffer, text);
    return buffer;
}

static void expect_text(const char *text, size_t length, const char *expected)
{
    cr_expect(length == strlen(expected) &&
                  (length == 0 || memcmp(text, expected, length) == 0),
              "\"%.*s\" instead of \"%s\"", (int)length, text, expected);
}

/* ---- Files --------------------------------------------------------------- */

Test(lines, are_read_each_with_its_end)
{
    static const struct {
        const char *file, *lines;
    } table[] = {
        {"", ""},           {"\n", "\n"},           {"one", "one\n"},
        {"one\n", "one\n"}, {"one\n\n", "one\n\n"}, {"a\nb", "a\nb\n"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer file = buffer_of(table[i].file), lines = {0};

        cr_assert_eq(lines_write("file", &file, &error), 0, "%s", error.text);
        cr_assert_eq(lines_read("file", &lines, &error), 0, "%s", error.text);
        expect_text(lines.data, lines.length, table[i].lines);
        buffer_release(&lines);
        buffer_release(&file);
    }
}

Test(lines, are_none_where_there_is_no_file)
{
    struct buffer lines = {0};
    struct line line = {0};

    cr_expect_eq(lines_read("file", &lines, &error), 0);
    cr_expect_eq(lines.length, 0);
    cr_expect_not(lines_next(&lines, &line));
    cr_expect_null(line.text);
    cr_expect_str_empty(error.text);
}

Test(lines, are_none_when_they_cannot_be_read)
{
    struct buffer lines = {0}, file = buffer_of("one\n");
    char *path = storage_path("file", &error);

    cr_assert_eq(lines_write("file", &file, &error), 0, "%s", error.text);
    cr_assert_eq(chmod(path, 0644), 0);
    cr_expect_eq(lines_read("file", &lines, &error), -1);
    cr_expect_eq(lines.length, 0);
    cr_expect_str_not_empty(error.text);
    buffer_release(&file);
    free(path);
}

/* ---- Lines --------------------------------------------------------------- */

Test(lines, come_one_by_one)
{
    static const struct {
        const char *text;
        int count;
        const char *lines[3];
    } table[] = {
        {"", 0, {NULL}},
        {"\n", 1, {""}},
        {"one\n", 1, {"one"}},
        {"one", 1, {"one"}},
        {"one\n\nthree\n", 3, {"one", "", "three"}},
        {"\n\n", 2, {"", ""}},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer lines = buffer_of(table[i].text);
        struct line line = {0};
        int count = 0;

        for (; lines_next(&lines, &line); count++) {
            cr_assert_lt(count, table[i].count, "row %zu", i);
            expect_text(line.text, line.length, table[i].lines[count]);
        }
        cr_expect_eq(count, table[i].count, "row %zu", i);
        cr_expect_not(lines_next(&lines, &line), "row %zu", i);
        buffer_release(&lines);
    }
}

Test(lines, are_cut_at_the_front)
{
    static const struct {
        const char *prefix;
        bool is_cut;
        const char *rest;
    } table[] = {
        {"o", true, "ne"},       {"one", true, ""},
        {"one\n", false, "one"}, {"one\ntwo", false, "one"},
        {"ne", false, "one"},    {"On", false, "one"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer lines = buffer_of("one\ntwo\n");
        struct buffer prefix = buffer_of(table[i].prefix);
        struct line line = {0};

        cr_assert(lines_next(&lines, &line));
        cr_expect_eq(lines_cut(&line, &prefix), table[i].is_cut, "row %zu", i);
        expect_text(line.text, line.length, table[i].rest);
        cr_expect(lines_next(&lines, &line)); /* the way goes on */
        expect_text(line.text, line.length, "two");
        buffer_release(&prefix);
        buffer_release(&lines);
    }
}

Test(lines, are_found_and_left_out_by_what_they_start_with)
{
    static const char text[] = "a 1\nb 2\na 3\n\nab 4";
    static const struct {
        const char *prefix, *found;
        size_t count;
        const char *others;
    } table[] = {
        {"a ", "1", 2, "b 2\n\nab 4\n"},
        {"a", " 1", 3, "b 2\n\n"},
        {"b", " 2", 1, "a 1\na 3\n\nab 4\n"},
        {"ab 4", "", 1, "a 1\nb 2\na 3\n\n"},
        {"ab 45", NULL, 0, "a 1\nb 2\na 3\n\nab 4\n"},
        {"1", NULL, 0, "a 1\nb 2\na 3\n\nab 4\n"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer lines = buffer_of(text), others = {0};
        struct buffer prefix = buffer_of(table[i].prefix);
        struct line rest;

        cr_expect_eq(lines_find(&lines, &prefix, &rest),
                     table[i].found != NULL, "row %zu", i);
        expect_text(rest.text, rest.length,
                    table[i].found ? table[i].found : "");
        cr_expect_eq(lines_copy_others(&lines, &prefix, &others),
                     table[i].count, "row %zu", i);
        expect_text(others.data, others.length, table[i].others);
        buffer_release(&others);
        buffer_release(&prefix);
        buffer_release(&lines);
    }
}
