/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/speaker.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

static const struct speaker_style plain = {{"", ""}, ""};
static struct speakers speakers;

static void in_utf8(void)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    i18n_begin();
}

static void name(const char *other, const char *self, unsigned width)
{
    speaker_release(&speakers);
    speakers = (struct speakers){0};
    speaker_name(&speakers, SPEAKER_OTHER, other);
    speaker_name(&speakers, SPEAKER_SELF, self);
    speaker_compose(&speakers, width, 0, &plain);
}

static void expect(const struct speaker_prefix *prefix, const char *text)
{
    cr_expect(prefix->bytes.length == strlen(text) &&
                  memcmp(prefix->bytes.data, text, strlen(text)) == 0,
              "'%.*s', not '%s'", (int)prefix->bytes.length,
              prefix->bytes.data, text);
}

Test(speaker, stands_in_a_column_as_wide_as_the_longer_name, .init = in_utf8)
{
    static const struct {
        const char *other, *self, *of_other, *of_self;
    } cases[] = {
        {"luis", "ana", " luis | ", "  ana : "},
        {"ana", "luis", "  ana | ", " luis : "},
        {NULL, NULL, " them | ", "  you : "},
        {"192.168.1.5", NULL, " 192.168.1.5 | ", "         you : "},
        {"twelve chars", "x", " twelve chars | ", "            x : "},
        {"thirteen char", "x", " thirteen ch\xE2\x80\xA6 | ",
         "            x : "},
        {"\xC3\xB1" "and\xC3\xBA", "x", " \xC3\xB1" "and\xC3\xBA | ",
         "     x : "},
        {"\xE6\x97\xA5\xE6\x9C\xAC", "x", " \xE6\x97\xA5\xE6\x9C\xAC | ",
         "    x : "},
        {"a  b", "x", " a b | ", "   x : "},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        name(cases[i].other, cases[i].self, 80);
        expect(&speakers.named[SPEAKER_OTHER], cases[i].of_other);
        expect(&speakers.named[SPEAKER_SELF], cases[i].of_self);
    }
}

/* What begins a row of charla's, the marks, what cannot be seen or steers. */
Test(speaker, has_no_name_that_imitates_anything, .init = in_utf8)
{
    static const struct {
        const char *name, *shown;
    } cases[] = {
        {"a | b", " a . b | "},
        {"ana :", " ana . | "},
        {"ana ?", " ana . | "},
        {"charla: key", " charla. key | "},
        {"charla", " them | "},
        {"CHARLA", " them | "},
        {"\xD1\x81harla", " them | "}, /* a Cyrillic letter */
        {"", " them | "},
        {"   ", " them | "},
        {"\xE3\x85\xA4", " them | "},
        {"\033[2J", " ^[[2J | "},
        {"\xE2\x80\xAE" "ana", " <U+202E>ana | "},
        {"  charla", " them | "},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        name(cases[i].name, "x", 80);
        expect(&speakers.named[SPEAKER_OTHER], cases[i].shown);
    }
}

Test(speaker, keeps_the_mark_in_its_place_from_right_to_left, .init = in_utf8)
{
    name("\xD7\xA9\xD7\x9C", "x", 80);
    expect(&speakers.named[SPEAKER_OTHER],
           " \xE2\x80\x8E\xD7\xA9\xD7\x9C | ");
}

/* Text must begin in the left half, or its rows could not be indented. */
Test(speaker, leaves_half_of_a_narrow_screen_to_the_text, .init = in_utf8)
{
    static const struct {
        unsigned width, taken, indent;
        const char *shown;
    } cases[] = {
        {0, 0, 16, " twelve chars | "},
        {40, 0, 16, " twelve chars | "},
        {30, 0, 14, " twelve ch\xE2\x80\xA6 | "},
        {20, 0, 9, " twel\xE2\x80\xA6 | "},
        {20, 6, 9, " | "},
        {12, 0, 5, " \xE2\x80\xA6 | "},
        {8, 0, 3, " | "},
        {1, 0, 3, " | "},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        name("twelve chars", "x", cases[i].width);
        speaker_compose(&speakers, cases[i].width, cases[i].taken, &plain);
        expect(&speakers.named[SPEAKER_OTHER], cases[i].shown);
        cr_expect_eq(speakers.indent, cases[i].indent, "%zu: %u", i,
                     speakers.indent);
    }
}

/* So many columns may be taken that text is never wrapped by the terminal. */
Test(speaker, knows_the_most_that_a_terminal_makes_of_it, .init = in_utf8)
{
    static const struct {
        const char *name;
        unsigned most;
    } cases[] = {
        {"ana", 4 + 3},
        {"\xC3\xB1", 4 + 2},
        {"e\xCC\x81", 4 + 3},
        {"\xE2\x98\x95", 4 + 2},
        {"thirteen char", 4 + 11 + 2},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        name(cases[i].name, "x", 80);
        cr_expect_eq(speakers.named[SPEAKER_OTHER].most, cases[i].most,
                     "%s: %u", cases[i].name,
                     speakers.named[SPEAKER_OTHER].most);
    }
}

Test(speaker, is_coloured_in_the_name_alone, .init = in_utf8)
{
    const struct speaker_style style = {{"<", "["}, ">"};

    name("luis", "ana", 80);
    speaker_compose(&speakers, 80, 0, &style);
    expect(&speakers.named[SPEAKER_OTHER], " <luis> | ");
    expect(&speakers.named[SPEAKER_SELF], "  [ana> : ");
    expect(&speakers.unnamed[SPEAKER_OTHER], "      | ");
    expect(&speakers.goes_on, "      . ");
}

Test(speaker, needs_no_room_for_who_is_not_shown, .init = in_utf8)
{
    name("li", "somebody", 80);
    speakers.is_alone = true;
    speaker_compose(&speakers, 80, 0, &plain);
    expect(&speakers.named[SPEAKER_OTHER], " li | ");
}
