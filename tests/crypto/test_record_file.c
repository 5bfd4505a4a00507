/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/record_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"

#define TITLE "charla test 1"

static struct error error;

/* Read it all; returns the number of records, or -1. */
static int count_records(const char *data, size_t length)
{
    char *copy = malloc(length + 1); /* a byte too far is seen by ASan */
    struct buffer text = {copy, length, length};
    struct record_reader reader;
    int count = 0, result;

    error = (struct error){0};
    memcpy(copy, data, length);
    result = record_reader_open(&reader, "FILE", TITLE, &text, &error);
    while (result == 0 && (result = record_reader_next(&reader, &error)) > 0) {
        count++;
        result = 0;
        cr_assert_geq(reader.count, 1);
        for (size_t i = 0; i < reader.count; i++)
            cr_expect_str_not_empty(reader.fields[i]);
        if (count > 1000)
            break;
    }
    free(copy);
    /* After a record `result` is 0 as it is at the end. */
    return *error.text ? -1 : count;
}

/* A whole file of these lines. */
static struct buffer file_of(const char *lines)
{
    struct buffer text = {0};

    record_file_begin(&text, TITLE);
    buffer_append_string(&text, lines);
    record_file_end(&text);
    return text;
}

/* Computed with python3: zlib.crc32(b"charla test 1\n"). */
Test(record_file, ends_with_the_checksum_that_others_compute)
{
    struct buffer text = file_of("");

    buffer_append(&text, "", 1);
    cr_expect_str_eq(text.data, TITLE "\nend 1d0f6d55\n");
    buffer_release(&text);
}

Test(record_file, is_read_back_in_fields)
{
    struct buffer text = file_of("a b c\nend\nend of it\n\xC3\xB1 1\n");
    static const char *const fields[][3] = {
        {"a", "b", "c"}, {"end"}, {"end", "of", "it"}, {"\xC3\xB1", "1"},
    };
    struct record_reader reader;

    cr_assert_eq(record_reader_open(&reader, "FILE", TITLE, &text, &error), 0,
                 "%s", error.text);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(record_reader_next(&reader, &error), 1, "%s", error.text);
        for (size_t j = 0; j < 3; j++)
            if (fields[i][j]) {
                cr_assert_gt(reader.count, j);
                cr_expect_str_eq(reader.fields[j], fields[i][j]);
            } else {
                cr_expect_leq(reader.count, j);
            }
    }
    cr_expect_eq(record_reader_next(&reader, &error), 0, "%s", error.text);
    buffer_release(&text);
}

#define HUNDRED "0123456789012345678901234567890123456789012345678901234567" \
                "890123456789012345678901234567890123456789"
#define LONGEST HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED       \
    HUNDRED HUNDRED HUNDRED "01234567890123456789012"

Test(record_file, holds_no_line_that_is_not_a_record)
{
    static const struct {
        const char *lines, *words; /* NULL: all is well */
    } cases[] = {
        {"a\n", NULL},
        {"1 2 3 4 5 6 7 8\n", NULL},
        {LONGEST "\n", NULL},
        {LONGEST "3\n", "line 2: it is too long"},
        {"1 2 3 4 5 6 7 8 9\n", "line 2: it is not a record"},
        {"\n", "line 2: it is not a record"},
        {"a\n\n", "line 3: it is not a record"},
        {" a\n", "line 2: it is not a record"},
        {"a \n", "line 2: it is not a record"},
        {"a  b\n", "line 2: it is not a record"},
        {"a\r\n", "line 2: it holds a control character"},
        {"a\tb\n", "line 2: it holds a control character"},
        {"a\x7F\n", "line 2: it holds a control character"},
        {"a\xFF\n", "line 2: it is not UTF-8"},
        {"a\xC3\n", "line 2: it is not UTF-8"},
        {"a\nend 00000000\n", "line 3: something above it has been changed"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer text = file_of(cases[i].lines);
        int count = count_records(text.data, text.length);

        if (cases[i].words) {
            cr_expect_eq(count, -1, "row %zu", i);
            cr_expect(strncmp(error.text, "FILE is damaged at ", 19) == 0);
            cr_expect_not_null(strstr(error.text, cases[i].words),
                               "row %zu: %s", i, error.text);
        } else {
            cr_expect_eq(count, 1, "row %zu: %s", i, error.text);
        }
        buffer_release(&text);
    }
}

Test(record_file, is_not_another_file)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"", "line 1: the rest is missing"},
        {"\n", "line 1: this charla does not know that format"},
        {TITLE, "line 1: its end is missing"},
        {TITLE "\n", "line 2: the rest is missing"},
        {"charla test 2\n", "line 1: this charla does not know that format"},
        {"charla test 11\n", "line 1: this charla does not know that format"},
        {TITLE " \n", "line 1: this charla does not know that format"},
        {TITLE "\nend\n", "line 3: the rest is missing"},
        {TITLE "\nend 1d0f6d55\n\n", "line 2: something follows it"},
        {TITLE "\nend 1d0f6d55\nend 1d0f6d55\n",
         "line 2: something follows it"},
        {TITLE "\nend 1D0F6D55\n", "line 2: something above it has been"},
        {"|g0|host|8081|0|AAAA\n", "line 1: this charla does not know"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_eq(count_records(cases[i].text, strlen(cases[i].text)), -1,
                     "row %zu", i);
        cr_expect_not_null(strstr(error.text, cases[i].words), "row %zu: %s",
                           i, error.text);
    }
}

/* Cut anywhere, changed by any bit, with a NUL or a stray byte anywhere: it
 * is an error, never a shorter or another file. */
Test(record_file, that_is_damaged_anywhere_is_an_error)
{
    struct buffer text = file_of("host 1 verified\nother 22 unverified\n");
    struct buffer longer = {0};

    cr_assert_eq(count_records(text.data, text.length), 2, "%s", error.text);
    for (size_t at = 0; at < text.length; at++) {
        char right = text.data[at];

        cr_expect_eq(count_records(text.data, at), -1, "cut at %zu", at);
        for (int change = 1; change < 256; change++) {
            text.data[at] = (char)(right ^ change);
            cr_expect_eq(count_records(text.data, text.length), -1,
                         "byte %zu ^ %d", at, change);
        }
        text.data[at] = right;
        buffer_clear(&longer);
        buffer_append(&longer, text.data, at);
        buffer_append(&longer, "\r", 1);
        buffer_append(&longer, text.data + at, text.length - at);
        cr_expect_eq(count_records(longer.data, longer.length), -1);
    }
    buffer_release(&longer);
    buffer_release(&text);
}

Test(record_file, loses_no_line_unseen)
{
    struct buffer text = file_of("a 1\nb 2\nc 3\n"), cut = {0};
    const char *line = text.data;

    while (line < text.data + text.length) {
        const char *next = strchr(line, '\n') + 1;

        buffer_clear(&cut);
        buffer_append(&cut, text.data, (size_t)(line - text.data));
        buffer_append(&cut, next, text.length - (size_t)(next - text.data));
        cr_expect_eq(count_records(cut.data, cut.length), -1);
        line = next;
    }
    buffer_release(&cut);
    buffer_release(&text);
}
