/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/palette.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    struct palette_colour colour;
} backgrounds[] = {
    {"black", {{0, 0, 0}}},
    {"Solarized Dark", {{0x00, 0x2B, 0x36}}},
    {"white", {{255, 255, 255}}},
    {"Solarized Light", {{0xFD, 0xF6, 0xE3}}},
};

Test(palette, has_the_contrast_of_wcag_on_each_background)
{
    for (size_t i = 0; i < sizeof backgrounds / sizeof *backgrounds; i++) {
        const struct palette_colour *behind = &backgrounds[i].colour;
        const struct palette *palette = palette_choose(behind);
        const char *const sequences[] = {palette->self, palette->other,
                                         palette->quiet};

        for (size_t n = 0; n < sizeof sequences / sizeof *sequences; n++) {
            struct palette_colour colour = {{0}};
            double contrast;

            cr_assert(palette_colour_of(sequences[n], &colour), "%s",
                      backgrounds[i].name);
            contrast = palette_contrast(&colour, behind);
            cr_expect_geq(contrast, 4.5, "%s: %.2f", backgrounds[i].name,
                          contrast);
        }
        cr_expect_str_neq(palette->self, palette->other);
    }
}

/* Figures of the definition, and of what it is often computed for. */
Test(palette, computes_contrast_as_wcag_does)
{
    static const struct {
        struct palette_colour one, other;
        double contrast;
    } cases[] = {
        {{{0, 0, 0}}, {{255, 255, 255}}, 21.0},
        {{{255, 255, 255}}, {{255, 255, 255}}, 1.0},
        {{{0x77, 0x77, 0x77}}, {{255, 255, 255}}, 4.48},
        {{{0x76, 0x76, 0x76}}, {{255, 255, 255}}, 4.54},
        {{{255, 0, 0}}, {{255, 255, 255}}, 4.00},
        {{{0, 0, 255}}, {{255, 255, 255}}, 8.59},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_lt(fabs(palette_contrast(&cases[i].one, &cases[i].other) -
                          cases[i].contrast),
                     0.006, "%.3f",
                     palette_contrast(&cases[i].one, &cases[i].other));
}

Test(palette, has_no_colours_where_none_can_be_read)
{
    struct palette_colour colour = {{0}};
    const struct palette_colour grey = {{0x80, 0x80, 0x80}};
    const struct palette *const without[] = {palette_choose(NULL),
                                             palette_choose(&grey),
                                             &palette_without_colours,
                                             &palette_plain};

    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        cr_expect_not(palette_colour_of(without[i]->self, &colour));
        cr_expect_not(palette_colour_of(without[i]->other, &colour));
        cr_expect_not(palette_colour_of(without[i]->quiet, &colour));
        cr_expect_not(palette_colour_of(without[i]->loud, &colour));
    }
}

Test(palette, reads_what_a_terminal_reports)
{
    static const struct {
        const char *report;
        bool is_read;
        int rgb[3];
    } cases[] = {
        {"\033]11;rgb:0000/2b2b/3636\033\\", true, {0, 0x2B, 0x36}},
        {"\033]11;rgb:ffff/FFFF/ffff\007", true, {255, 255, 255}},
        {"\033]11;rgb:fd/f6/e3\007", true, {0xFD, 0xF6, 0xE3}},
        {"\033]11;rgb:f/0/8", true, {255, 0, 0x88}},
        {"\033]11;rgb:f/0", false},
        {"\033]11;rgb:f/0/", false},
        {"\033]11;rgb:/0/0", false},
        {"\033]11;rgb:", false},
        {"\033]10;rgb:f/0/8", false},
        {"\033]11;?", false},
        {"", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct palette_colour colour = {{-1, -1, -1}};

        cr_expect_eq(palette_read_report(cases[i].report,
                                         strlen(cases[i].report), &colour),
                     cases[i].is_read, "%s", cases[i].report + 1);
        for (int n = 0; cases[i].is_read && n < 3; n++)
            cr_expect_eq(colour.rgb[n], cases[i].rgb[n]);
    }
}
