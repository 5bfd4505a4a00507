/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/utf8.h"

#include <criterion/criterion.h>
#include <string.h>

Test(utf8, tells_the_length_of_a_character_by_its_first_byte)
{
    static const struct {
        unsigned char least, most;
        size_t length;
    } rows[] = {
        {0x00, 0x7F, 1}, {0x80, 0xC1, 0}, {0xC2, 0xDF, 2},
        {0xE0, 0xEF, 3}, {0xF0, 0xF4, 4}, {0xF5, 0xFF, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (unsigned byte = rows[i].least; byte <= rows[i].most; byte++) {
            cr_expect_eq(utf8_length((char)byte), rows[i].length, "%02X",
                         byte);
            cr_expect_eq(utf8_is_continuation((char)byte),
                         byte >= 0x80 && byte <= 0xBF, "%02X", byte);
        }
}

/* a, two bytes, three bytes, four bytes: a character begins at each of
 * 0, 1, 3, 6 and ends at 10. */
static const char text[] = "a\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80";

Test(utf8, cuts_between_characters)
{
    static const size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};

    for (size_t most = 0; most < sizeof kept / sizeof *kept; most++)
        cr_expect_eq(utf8_cut(text, strlen(text), most), kept[most], "%zu",
                     most);
    cr_expect_eq(utf8_cut("\x80\x80\x80\x80\x80\x80", 6, 5), 5);
    cr_expect_eq(utf8_cut("\x80\x80", 2, 1), 1);
}

Test(utf8, finds_the_beginning_of_a_character_at_the_end)
{
    static const size_t partial[] = {0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0};

    for (size_t length = 0; length < sizeof partial / sizeof *partial;
         length++)
        cr_expect_eq(utf8_partial(text, length), partial[length], "%zu",
                     length);
    cr_expect_eq(utf8_partial("\x80", 1), 0);
    cr_expect_eq(utf8_partial("\xC0", 1), 0);
    cr_expect_eq(utf8_partial("a\x80\x80\x80", 4), 0);
}
