/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/peer_name.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"

static void check(struct buffer *out, const char *right)
{
    cr_expect(out->length == strlen(right) &&
                  (out->length == 0 ||
                   memcmp(out->data, right, out->length) == 0),
              "\"%.*s\" instead of \"%s\"", (int)out->length, out->data,
              right);
    buffer_release(out);
    *out = (struct buffer){0};
}

Test(peer_name, is_told_without_what_it_may_not_hold)
{
    static const char *const cases[][2] = {
        {"Ana", "Ana"},
        {"", ""},
        {"   ", ""},
        {"\n", ""},
        {" \xC2\xA0\xE2\x80\x8E", ""}, /* U+00A0, U+200E */
        {" a ", " a "},
        {"Jos\xC3\xA9 \xE6\xBC\xA2", "Jos\xC3\xA9 \xE6\xBC\xA2"},
        {"a\nb\rc\td", "abcd"},
        {"%end%", "%end%"},
        {"\x1B[31mred\x7F", "[31mred"},
        {"\xC2\x80x\xC2\x9Fy\xC2\xA0z", "xy\xC2\xA0z"},
        {"\xFFx\xC3(\xC3", "x("},
        {"x\xEF\xBF\xBDy", "xy"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};

        peer_name_append_told(&out, cases[i][0]);
        check(&out, cases[i][1]);
    }
}

/* The limit falls between two characters of two bytes, or inside of one. */
Test(peer_name, is_told_in_256_bytes_at_most)
{
    for (size_t before = 0; before < 2; before++) {
        struct buffer name = {0}, out = {0};

        buffer_append(&name, "x", before);
        for (int i = 0; i < 30000; i++)
            buffer_append_string(&name, "\xC3\xB1");
        buffer_append(&name, "", 1);
        peer_name_append_told(&out, name.data);
        cr_expect_eq(out.length, PEER_NAME_BYTES - before);
        buffer_release(&name);
        buffer_release(&out);
    }
}

#define TEN "0123456789"
#define THIRTY TEN TEN TEN
#define WIDE "\xE6\xBC\xA2" /* U+6F22, two columns */
#define ACUTE "\xCC\x81"    /* U+0301, combining: no column */
#define FIVE_WIDE WIDE WIDE WIDE WIDE WIDE

Test(peer_name, is_shown_safe_and_within_32_columns)
{
    static const char *const cases[][2] = {
        {"Ana", "Ana"},
        {"100%", "100%"},
        {THIRTY "01", THIRTY "01"},
        {THIRTY "012", THIRTY "01"},
        {THIRTY "0" WIDE, THIRTY "0"}, /* half a character has no place */
        {THIRTY WIDE WIDE, THIRTY WIDE},
        {FIVE_WIDE FIVE_WIDE FIVE_WIDE FIVE_WIDE,
         FIVE_WIDE FIVE_WIDE FIVE_WIDE WIDE},
        {THIRTY "e" ACUTE "e" ACUTE "e" ACUTE, THIRTY "e" ACUTE "e" ACUTE},
        {"\x1B[31mred\x07", "^[[31mred^G"},
        {"\xE2\x80\xAE" "drow", "<U+202E>drow"},
        {"\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"a\tb", "a b"},
        {"a\nb", "a^Jb"},
        /* Blanks could push the rest to the left edge of the next row. */
        {"           charla: key verified", "charla: key verified"},
        {" a   b\u3000\u00A0c  ", "a b c"},
        {"a\u3164\u3164\u2800b\u115F", "a b"},
        {THIRTY "   b", THIRTY " b"},
        {THIRTY "   bc", THIRTY " b"},
        {THIRTY "1 b", THIRTY "1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};

        peer_name_append_shown(&out, cases[i][0], strlen(cases[i][0]));
        check(&out, cases[i][1]);
    }
}

Test(peer_name, of_which_nothing_can_be_seen_is_none)
{
    static const char *const cases[] = {
        "",
        " ",
        "   \t ",
        "\xC2\xA0\xE3\x80\x80", /* U+00A0, U+3000 */
        "\xE2\x80\x8B",         /* U+200B: no column at all */
        "\u3164",               /* fillers of Hangul */
        "\u115F\u1160\uFFA0",
        "\u2800 \u2800",            /* empty Braille cells */
        "\U000E0061\U000E007F",     /* tags */
        "\uFE0F\U000E0100",         /* variation selectors */
        "\u00AD\u034F\u061C\u180E\u200D\u2060\uFEFF",
        "\u202E",
        "\u0301",     /* combines with nothing */
        "\U0001D159", /* a note without a head */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};

        peer_name_append_shown(&out, cases[i], strlen(cases[i]));
        check(&out, "");
    }
}

/* Marks that take no column must not push away what stands behind a name. */
Test(peer_name, is_shown_without_an_endless_heap_of_combining_marks)
{
    struct buffer name = {0}, out = {0};

    buffer_append_string(&name, "Z");
    for (size_t i = 0; i < 30000; i++)
        buffer_append_string(&name, ACUTE);
    peer_name_append_shown(&out, name.data, name.length);
    cr_expect_leq(out.length, PEER_NAME_BYTES);
    cr_expect_eq(out.length, 255, "cut inside a character: %zu", out.length);
    buffer_release(&name);
    buffer_release(&out);
}
