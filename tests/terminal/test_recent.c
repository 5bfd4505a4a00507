/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/recent.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/framer_piece.h"

static void add(struct recent *recent, enum speaker who, const char *text,
                size_t length)
{
    recent_add(recent, who, 7,
               &(struct framer_piece){
                   .data = text, .length = length, .begins = true});
}

Test(recent, keeps_the_last_ones_in_order)
{
    static const size_t counts[] = {0, 1, 19, 20, 21, 40, 57};
    char text[32];

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t count = counts[i];
        size_t kept = count < RECENT_COUNT ? count : RECENT_COUNT;
        struct recent recent = {0};

        for (size_t number = 0; number < count; number++) {
            snprintf(text, sizeof text, "message %zu", number);
            add(&recent, number % 3 ? SPEAKER_SELF : SPEAKER_OTHER, text,
                strlen(text));
        }
        for (size_t at = 0; at < kept; at++) {
            const struct recent_message *message = recent_message(&recent, at);
            size_t number = count - kept + at;

            snprintf(text, sizeof text, "message %zu", number);
            cr_assert_not_null(message, "%zu of %zu", at, count);
            cr_expect_eq(message->text.length, strlen(text));
            cr_expect_arr_eq(message->text.data, text, strlen(text));
            cr_expect_eq(message->who,
                         number % 3 ? SPEAKER_SELF : SPEAKER_OTHER);
            cr_expect_eq(message->seconds, 7);
        }
        cr_expect_null(recent_message(&recent, kept));
        recent_release(&recent);
    }
}

Test(recent, keeps_the_beginning_of_a_long_one_whole_characters_only)
{
    size_t length = 3 * RECENT_BYTES_MAX;
    char *text = malloc(length);
    struct recent recent = {0};
    const struct recent_message *message;

    for (size_t i = 0; i < length; i++)
        text[i] = "\xE2\x82\xAC"[i % 3];
    add(&recent, SPEAKER_OTHER, text, length);
    add(&recent, SPEAKER_OTHER, NULL, 0);
    message = recent_message(&recent, 0);
    cr_expect_eq(message->text.length, RECENT_BYTES_MAX / 3 * 3);
    cr_expect_eq(recent_message(&recent, 1)->text.length, 0);
    recent_release(&recent);
    free(text);
}

/* Lines are found from the last to the first, so that of two that are the same
 * the later one is the one that is missing. */
Test(recent, marks_what_was_not_sent)
{
    static struct {
        char lines[24];
        const char *marks;
    } cases[] = {
        {"", ": | : : | :"},
        {"a\n", ": | : ? | :"},
        {"a", ": | : ? | :"},
        {"b\n", ": | ? : | :"},
        {"\n", ": | : : | ?"},
        {"a\na\n", "? | : ? | :"},
        {"a\n\n", ": | : ? | ?"},
        {"gone\nb\na\n\n", ": | ? ? | ?"},
        {"other\n", ": | : : | :"},
    };
    static const char *const said[] = {"a", "other", "b", "a", "a", ""};
    static const char marks[] = "|:?";

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct recent recent = {0};
        char found[12] = "";

        for (size_t at = 0; at < 6; at++)
            add(&recent, at == 1 || at == 4 ? SPEAKER_OTHER : SPEAKER_SELF,
                said[at], strlen(said[at]));
        recent_mark_unsent(&recent,
                           &(struct buffer){.data = cases[i].lines,
                                            .length = strlen(cases[i].lines)});
        for (size_t at = 0; at < 6; at++) {
            found[2 * at] = marks[recent_message(&recent, at)->who];
            found[2 * at + 1] = at < 5 ? ' ' : '\0';
        }
        cr_expect_str_eq(found, cases[i].marks, "case %zu: %s", i, found);
        recent_release(&recent);
    }
}

/* Of a long one only the beginning is kept, and of many only the last ones. */
Test(recent, marks_only_what_it_keeps)
{
    size_t length = RECENT_BYTES_MAX + 2;
    struct buffer lines = {0};
    struct recent recent = {0};

    add(&recent, SPEAKER_SELF, "old", 3);
    for (size_t i = 0; i < RECENT_COUNT - 1; i++)
        add(&recent, SPEAKER_SELF, "x", 1);
    buffer_append_string(&lines, "old\n");
    for (size_t i = 0; i < length; i++)
        buffer_append(&lines, "l", 1);
    add(&recent, SPEAKER_SELF, lines.data + 4, length);
    recent_mark_unsent(&recent, &lines);
    for (size_t i = 0; i < RECENT_COUNT; i++)
        cr_expect_eq(recent_message(&recent, i)->who,
                     i == RECENT_COUNT - 1 ? SPEAKER_UNSENT : SPEAKER_SELF);
    buffer_release(&lines);
    recent_release(&recent);
}
