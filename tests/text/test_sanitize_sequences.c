/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What may come from the other side, code point by code point. */
#include <config.h>

#include "text/sanitize.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"

/* Must this be shown as a mark?  From the list of what steers a terminal or
 * reorders a line, and nothing else. */
static bool must_be_marked(unsigned c)
{
    return (c < 0x20 && c != '\t') || c == 0x7F || /* C0, ESC, DEL */
           (c >= 0x80 && c <= 0x9F) ||             /* C1 */
           (c >= 0x202A && c <= 0x202E) ||         /* embeddings, overrides */
           (c >= 0x2066 && c <= 0x2069) ||         /* isolates */
           c == 0x2028 || c == 0x2029;             /* separators */
}

/* Every code point there is, between two letters. */
Test(text_safe, marks_each_once_and_leaves_the_rest_untouched)
{
    for (unsigned c = 0; c <= 0x10FFFF; c++) {
        uint8_t bytes[8] = "<";
        int length = u8_uctomb(bytes + 1, c, 6);
        struct buffer out = {0};
        char wanted[16];
        size_t wanted_length;

        if (length < 0) {
            cr_assert(c >= 0xD800 && c <= 0xDFFF); /* surrogates */
            continue;
        }
        bytes[1 + length] = '>';
        sanitize_append(&out, (const char *)bytes, (size_t)length + 2);
        if (!must_be_marked(c)) {
            wanted_length = (size_t)length + 2;
            memcpy(wanted, bytes, wanted_length);
        } else if (c < 0x80) {
            wanted_length = (size_t)snprintf(wanted, sizeof wanted, "<^%c>",
                                             (char)(c ^ 0x40));
        } else {
            wanted_length = (size_t)snprintf(wanted, sizeof wanted,
                                             "<<U+%04X>>", c);
        }
        cr_assert(out.length == wanted_length &&
                      memcmp(out.data, wanted, wanted_length) == 0,
                  "U+%04X: %.*s", c, (int)out.length, out.data);
        buffer_release(&out);
    }
}

/* A surrogate is no character, whatever CESU-8 says (RFC 3629 section 3). */
Test(text_safe, takes_no_surrogate_for_a_character)
{
    for (unsigned c = 0xD800; c <= 0xDFFF; c++) {
        const char bytes[] = {(char)(0xE0 | c >> 12),
                              (char)(0x80 | (c >> 6 & 63)),
                              (char)(0x80 | (c & 63))};
        struct buffer out = {0};

        sanitize_append(&out, bytes, sizeof bytes);
        cr_assert(out.length > 0 && out.length % 3 == 0);
        for (size_t i = 0; i < out.length; i += 3)
            cr_assert_eq(memcmp(out.data + i, "\xEF\xBF\xBD", 3), 0);
        buffer_release(&out);
    }
}

/* Attacks that were seen on real terminals. */
Test(text_safe, disarms_what_has_been_tried)
{
    static const struct {
        const char *text, *safe;
    } cases[] = {
        {"\033]0;title\007", "^[]0;title^G"},
        {"\033]8;;http://a\033\\b", "^[]8;;http://a^[\\b"},
        {"\033P+q\033\\", "^[P+q^[\\"},
        {"\xC2\x9B" "2J", "<U+009B>2J"}, /* CSI in one character */
        {"\x9B" "2J", "\uFFFD" "2J"},    /* ...and in one byte */
        {"\xC0\x9B[2J", "\uFFFD\uFFFD[2J"},
        {"\xE0\x80\x9B", "\uFFFD"}, /* longer than need be */
        {"a\bb\rc", "a^Hb^Mc"},
        {"\u202Etxt.exe", "<U+202E>txt.exe"},
        {"\u2066a\u2069", "<U+2066>a<U+2069>"},
        {"a\u2028b\u2029c", "a<U+2028>b<U+2029>c"},
        {"\u200Eabc\u200F\u061C", "\u200Eabc\u200F\u061C"},
        {"\u200B\u200C\u200D\uFEFF", "\u200B\u200C\u200D\uFEFF"},
        {"col\tumn", "col\tumn"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};

        sanitize_append(&out, cases[i].text, strlen(cases[i].text));
        buffer_append(&out, "", 1);
        cr_expect_str_eq(out.data, cases[i].safe, "%zu: %s", i, out.data);
        buffer_release(&out);
    }
}
