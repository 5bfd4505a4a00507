/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/control.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"

/* ---- Taking a line apart ------------------------------------------------- */

Test(control, knows_a_name)
{
    static const struct {
        const char *line;
        const char *name; /* NULL: not a name */
    } cases[] = {
        {"%name Ana%", "Ana"},
        {"%name a%", "a"},
        {"%name two words%", "two words"},
        {"%name  a %", " a "},
        {"%name \x1B%", "\x1B"}, /* shown as ^[ */
        {"%name 100%%", "100%"},
        {"%name %%", "%"},
        {"%name %", NULL}, /* no name in it */
        {"%name  %", NULL},
        {"%name    \t %", NULL},
        {"%name \xC2\xA0\xE3\x80\x80%", NULL}, /* U+00A0, U+3000 */
        {"%name \xE2\x80\x8B%", NULL}, /* U+200B: no column at all */
        {"%name \u3164%", NULL},       /* fillers of Hangul */
        {"%name \u115F\u1160\uFFA0%", NULL},
        {"%name \u2800 \u2800%", NULL}, /* empty Braille cells */
        {"%name \U000E0061\U000E007F%", NULL}, /* tags */
        {"%name \uFE0F\U000E0100%", NULL},     /* variation selectors */
        {"%name \u00AD\u034F\u061C\u180E\u200D\u2060\uFEFF%", NULL},
        {"%name \u202E%", NULL},
        {"%name \u0301%", NULL}, /* combines with nothing */
        {"%name \U0001D159%", NULL}, /* a note without a head */
        {"%name a\u3164%", "a\u3164"},
        {"%name \u2801%", "\u2801"}, /* one dot of Braille */
        {"%name%", NULL},
        {"%name ", NULL},
        {"%name", NULL},
        {"%name Ana", NULL}, /* no end */
        {"%name Ana% ", NULL},
        {"%names Ana%", NULL}, /* another word */
        {"%NAME Ana%", NULL},
        {"%nam Ana%", NULL},
        {"name Ana%", NULL},
        {"%later word%", NULL},
        {"%", NULL},
        {"%end%", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *value = NULL;
        size_t length = 0;
        enum control_word word = control_parse(
            cases[i].line, strlen(cases[i].line), &value, &length);

        cr_assert_eq(word, cases[i].name ? CONTROL_NAME : CONTROL_UNKNOWN,
                     "%s", cases[i].line);
        if (!cases[i].name)
            continue;
        cr_expect_eq(length, strlen(cases[i].name), "%s", cases[i].line);
        cr_expect_eq(memcmp(value, cases[i].name, length), 0);
    }
}

/* The line need not end where its memory does. */
Test(control, looks_at_no_more_than_the_line)
{
    static const char line[] = "%name Ana%";
    const char *value;
    size_t length;

    for (size_t cut = 1; cut < strlen(line); cut++) {
        char *copy = memcpy(malloc(cut), line, cut);

        cr_expect_eq(control_parse(copy, cut, &value, &length),
                     CONTROL_UNKNOWN, "%zu", cut);
        free(copy);
    }
}

/* ---- Names --------------------------------------------------------------- */

static void check(const struct buffer *out, const char *right)
{
    cr_expect(out->length == strlen(right) &&
                  (out->length == 0 ||
                   memcmp(out->data, right, out->length) == 0),
              "\"%.*s\" instead of \"%s\"", (int)out->length, out->data,
              right);
}

Test(control, tells_a_name_without_what_it_may_not_hold)
{
    static const char *const cases[][2] = {
        {"Ana", "%name Ana%\n"},
        {"", ""},
        {"   ", ""},
        {"%\n%", ""},
        {" \xC2\xA0\xE2\x80\x8E", ""}, /* U+00A0, U+200E */
        {" a ", "%name  a %\n"},
        {"Jos\xC3\xA9 \xE6\xBC\xA2", "%name Jos\xC3\xA9 \xE6\xBC\xA2%\n"},
        {"a\nb\rc\td", "%name abcd%\n"},
        {"%end%", "%name end%\n"},
        {"a%\n%end%\n", "%name aend%\n"},
        {"\x1B[31mred\x7F", "%name [31mred%\n"},
        {"\xC2\x80x\xC2\x9Fy\xC2\xA0z", "%name xy\xC2\xA0z%\n"},
        {"\xFFx\xC3(\xC3", "%name x(%\n"},
        {"x\xEF\xBF\xBDy", "%name xy%\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};

        control_append_name(&out, cases[i][0]);
        check(&out, cases[i][1]);
        buffer_release(&out);
    }
}

#define TEN "0123456789"
#define THIRTY TEN TEN TEN
#define WIDE "\xE6\xBC\xA2"     /* U+6F22, two columns */
#define ACUTE "\xCC\x81"        /* U+0301, combining: no column */
#define FIVE_WIDE WIDE WIDE WIDE WIDE WIDE

Test(control, shows_a_name_safe_and_within_32_columns)
{
    static const char *const cases[][2] = {
        {"Ana", "Ana"},
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

        control_append_safe_name(&out, cases[i][0], strlen(cases[i][0]));
        check(&out, cases[i][1]);
        buffer_release(&out);
    }
}

/* Marks that take no column must not push away what stands behind a name. */
Test(control, shows_no_endless_heap_of_combining_marks)
{
    struct buffer name = {0}, out = {0};

    buffer_append_string(&name, "Z");
    for (size_t i = 0; i < 30000; i++)
        buffer_append_string(&name, ACUTE);
    control_append_safe_name(&out, name.data, name.length);
    cr_expect_leq(out.length, CONTROL_NAME_BYTES);
    cr_expect_eq(out.length, 255, "cut inside a character: %zu", out.length);
    buffer_release(&name);
    buffer_release(&out);
}

Test(control, tells_what_it_would_understand)
{
    static const char *const names[] = {"Ana", "100 %", "\x1B[2J", "x\ny"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buffer out = {0};
        const char *value = NULL;
        size_t length = 0;

        control_append_name(&out, names[i]);
        cr_expect_eq(out.data[out.length - 1], '\n');
        cr_expect_eq(memchr(out.data, '\n', out.length),
                     out.data + out.length - 1);
        cr_expect_eq(control_parse(out.data, out.length - 1, &value, &length),
                     CONTROL_NAME);
        cr_expect_null(memchr(value, '%', length));
        buffer_release(&out);
    }
}
