/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/transliterate.h"

#include <criterion/criterion.h>

#include "base/buffer.h"

Test(transliterate, writes_letters_as_people_do_who_have_ascii_alone)
{
    static const struct {
        uint32_t c;
        const char *ascii;
    } cases[] = {
        {0xF1, "n"},    {0xDB, "U"},     {0xE9, "e"},    {0xBF, "?"},
        {0xA1, "!"},    {0xDF, "ss"},    {0x20AC, "EUR"}, {0x2019, "'"},
        {0x201C, "\""}, {0x2014, "-"},   {0x2026, "..."}, {0xA0, " "},
        {0xFF1A, ":"},  {0x1EA5, "a"},   {0x0301, ""},   {0xFFFD, "?"},
        {0xBD, "<U+00BD>"},              {0x4F60, "<U+4F60>"},
        {0x0416, "<U+0416>"},            {0x1F600, "<U+1F600>"},
        {0xAC00, "<U+AC00>"},            {0x200D, "<U+200D>"},
        {0x9B, "<U+009B>"},              {0x85, "<U+0085>"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};

        transliterate_append(&out, cases[i].c);
        buffer_append(&out, "", 1);
        cr_expect_str_eq(out.data, cases[i].ascii, "U+%04X: %s",
                         (unsigned)cases[i].c, out.data);
        buffer_release(&out);
    }
}

Test(transliterate, appends_nothing_but_printable_ascii)
{
    for (uint32_t c = 0x80; c < 0x110000; c++) {
        struct buffer out = {0};

        if (c >= 0xD800 && c < 0xE000) /* surrogates are no characters */
            continue;
        transliterate_append(&out, c);
        for (size_t i = 0; i < out.length; i++)
            cr_assert(out.data[i] >= ' ' && out.data[i] <= '~', "U+%04X",
                      (unsigned)c);
        buffer_release(&out);
    }
}
