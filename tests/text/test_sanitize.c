/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/sanitize.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

#define MARK "\xEF\xBF\xBD" /* U+FFFD */

static void expect(const char *text, size_t length, const char *safe)
{
    struct buffer out = {0};

    buffer_append_string(&out, "|");
    sanitize_append(&out, text, length);
    buffer_append(&out, "", 1);
    cr_expect_str_eq(out.data + 1, safe, "'%s' is shown as '%s', not '%s'",
                     text, out.data + 1, safe);
    cr_expect_eq(out.data[0], '|');
    buffer_release(&out);
}

Test(sanitize, shows_a_control_as_a_caret_and_a_letter)
{
    for (char c = 0; c < 0x20; c++) {
        const char text[] = {'a', c, 'b'};
        const char safe[] = {'a', '^', (char)(c + 0x40), 'b', '\0'};

        if (c != '\t')
            expect(text, sizeof text, safe);
    }
    expect("\x7F", 1, "^?");
    expect("\x1B[2J\x1B]0;x\a", 10, "^[[2J^[]0;x^G");
    expect("\0\0", 2, "^@^@");
}

Test(sanitize, leaves_tabs_and_printable_ascii)
{
    char text[96 + 1] = "\t";

    for (size_t i = 1; i < 96; i++)
        text[i] = (char)(0x1F + i);
    expect(text, 96, text);
    expect("", 0, "");
}

static void append_utf8(struct buffer *out, unsigned c)
{
    const char bytes[] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                          (char)(0x80 | (c & 63))};

    if (c < 0x800)
        buffer_printf(out, "%c%c", (char)(0xC0 | c >> 6), bytes[2]);
    else
        buffer_append(out, bytes, sizeof bytes);
}

Test(sanitize, names_the_characters_that_steer_and_no_others)
{
    for (unsigned c = 0x80; c < 0x2100; c++) {
        struct buffer text = {0};
        char name[16];
        bool steers = c <= 0x9F || (c >= 0x2028 && c <= 0x202E) ||
                      (c >= 0x2066 && c <= 0x2069);

        append_utf8(&text, c);
        snprintf(name, sizeof name, "<U+%04X>", c);
        buffer_append(&text, "", 1);
        expect(text.data, text.length - 1, steers ? name : text.data);
        buffer_release(&text);
    }
}

Test(sanitize, leaves_the_writing_of_the_world_alone)
{
    static const char *const words[] = {
        "\u00BFQu\u00E9 tal? \u00A1\u00D1and\u00FA!",
        "\u65E5\u672C\u8A9E \uD55C\uAD6D\uC5B4",
        "\u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627",
        "e\u0301 a\u0308\u0323 \u0E01\u0E33",         /* combining */
        "\U0001F469\u200D\U0001F469\u200D\U0001F467", /* joined by U+200D */
        "\U0001F44B\U0001F3FD \u2764\uFE0F \U0001F1EA\U0001F1F8",
        "\u0646\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", /* U+200C */
        "\u00A0\u00AD\uFEFF\uFFFD",
        "\U0010FFFF\U00010000\uFFFF\uE000\uD7FF\u0800\u07FF\u00A0",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect(words[i], strlen(words[i]), words[i]);
}

Test(sanitize, marks_what_is_no_utf_8)
{
    static const struct {
        const char *text, *safe;
    } table[] = {
        {"a\x80z", "a" MARK "z"}, /* what follows nothing */
        {"\xBF\xBF", MARK MARK},
        {"a\xC3z", "a" MARK "z"}, /* what is cut short */
        {"\xE2\x82z", MARK "z"},
        {"\xF0\x9F\x98z", MARK "z"},
        {"\xF0\x9F", MARK},
        {"\xE2\x82\xC3\xA9", MARK "\u00E9"},
        {"\xE2\x82\x1B[0m", MARK "^[[0m"},
        {"\xC3\n", MARK "^J"},
        {"\xC0\x80", MARK MARK}, /* bytes that UTF-8 does not know */
        {"\xC1\xBF", MARK MARK},
        {"\xC0\x9B", MARK MARK},
        {"\xFE\xFF", MARK MARK},
        {"\x9B" "31m", MARK "31m"}, /* CSI of ISO 8859, no character here */
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect(table[i].text, strlen(table[i].text), table[i].safe);
}

/* Here a first byte and what follows it may count as one sequence or as
 * several, as libunistring has it; nothing else may be swallowed. */
Test(sanitize, marks_encodings_that_are_forbidden)
{
    static const char *const words[] = {
        "\xE0\x80\x9B", "\xE0\x9F\xBF", /* longer than they must be */
        "\xF0\x80\x80\x9B", "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80", "\xED\xBF\xBF",         /* surrogates */
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", /* past U+10FFFF */
        "\xF8\x88\x80\x80\x80", "\xFC\x84\x80\x80\x80\x80",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct buffer text = {0}, out = {0};
        size_t at = 0;

        buffer_append_string(&text, words[i]);
        buffer_append_string(&text, "\x1B\u00E9z");
        sanitize_append(&out, text.data, text.length);
        buffer_append(&out, "", 1);
        while (strncmp(out.data + at, MARK, 3) == 0)
            at += 3;
        cr_expect(at >= 3 && at <= 3 * strlen(words[i]), "row %zu", i);
        cr_expect_str_eq(out.data + at, "^[\u00E9z", "row %zu", i);
        buffer_release(&text);
        buffer_release(&out);
    }
}

/* Whatever comes, nothing that goes out can steer. */
Test(sanitize, lets_no_pair_of_bytes_through_that_steers)
{
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        const char text[] = {(char)(pair >> 8), (char)pair};
        struct buffer out = {0};

        sanitize_append(&out, text, sizeof text);
        for (size_t i = 0; i < out.length; i++) {
            unsigned char byte = (unsigned char)out.data[i];
            cr_assert(byte == '\t' || (byte >= 0x20 && byte != 0x7F),
                      "%04x", pair);
            cr_assert(!(byte == 0xC2 && i + 1 < out.length &&
                        (unsigned char)out.data[i + 1] < 0xA0),
                      "%04x", pair);
        }
        buffer_release(&out);
    }
}
