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
