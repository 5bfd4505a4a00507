/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/palette.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOLD "\033[1m"
#define LOUD "\033[1;7m"
#define PLAIN "\033[0m"
#define COLOUR "\033[38;5;"

const struct palette palette_plain = {"", "", "", "", ""};
const struct palette palette_without_colours = {"", "", "", LOUD, PLAIN};

static const struct palette unknown = {"", BOLD, "", LOUD, PLAIN};

static const struct palette known[] = {
    /* For dark backgrounds: sand, sky and a light grey. */
    {COLOUR "180m", COLOUR "110m", COLOUR "247m", LOUD, PLAIN},
    /* For light backgrounds: brown, blue and a dark grey. */
    {COLOUR "94m", COLOUR "25m", COLOUR "240m", LOUD, PLAIN},
};

/* ---- The 256 colours ----------------------------------------------------- */

/* xterm's palette: a cube of 6 by 6 by 6 colours from 16 on, greys from 232 on.
 * The first sixteen colours belong to the user's theme. */
bool palette_colour_of(const char *sequence, struct palette_colour *colour)
{
    size_t before = strlen(COLOUR);
    int number;

    if (strncmp(sequence, COLOUR, before) != 0)
        return false;
    number = atoi(sequence + before);
    if (number < 16 || number > 255)
        return false;
    for (int i = 2, cube = number - 16; i >= 0; i--, cube /= 6) {
        int step = cube % 6;

        colour->rgb[i] = number >= 232 ? 8 + 10 * (number - 232)
                         : step == 0   ? 0
                                       : 55 + 40 * step;
    }
    return true;
}

/* ---- Contrast (WCAG 2.1, relative luminance and contrast ratio) ---------- */

/* Raise `x` to the power of 2.4, which the definition of sRGB uses, without the
 * mathematics library: the fifth root of the twelfth power, found by Newton's
 * method. */
static double power_2_4(double x)
{
    double twelfth = 1, root = 1;

    for (int i = 0; i < 12; i++)
        twelfth *= x;
    for (int i = 0; i < 60; i++)
        root = (4 * root + twelfth / (root * root * root * root)) / 5;
    return root;
}

static double linear(int value)
{
    double part = value / 255.0;

    return part <= 0.03928 ? part / 12.92 : power_2_4((part + 0.055) / 1.055);
}

static double luminance(const struct palette_colour *colour)
{
    return 0.2126 * linear(colour->rgb[0]) + 0.7152 * linear(colour->rgb[1]) +
           0.0722 * linear(colour->rgb[2]);
}

double palette_contrast(const struct palette_colour *one,
                        const struct palette_colour *other)
{
    double first = luminance(one) + 0.05, second = luminance(other) + 0.05;

    return first > second ? first / second : second / first;
}

static bool can_be_read(const struct palette *palette,
                        const struct palette_colour *background)
{
    const char *const sequences[] = {palette->self, palette->other,
                                     palette->quiet};
    struct palette_colour colour;

    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
        if (palette_colour_of(sequences[i], &colour) &&
            palette_contrast(&colour, background) < PALETTE_CONTRAST)
            return false;
    return true;
}

const struct palette *palette_choose(const struct palette_colour *background)
{
    for (size_t i = 0; background && i < sizeof known / sizeof *known; i++)
        if (can_be_read(&known[i], background))
            return &known[i];
    return &unknown;
}

/* ---- What a terminal reports --------------------------------------------- */

/* Read one to four hexadecimal digits.  The first two count; a single digit
 * counts twice (XParseColor). */
static const char *read_part(const char *at, const char *limit, int *value)
{
    char digits[3] = "";
    size_t count = 0;

    for (; at < limit && count < 4; at++, count++) {
        if (!strchr("0123456789abcdefABCDEF", *at) || *at == '\0')
            break;
        if (count < 2)
            digits[count] = *at;
    }
    if (count == 0)
        return NULL;
    if (count == 1)
        digits[1] = digits[0];
    *value = (int)strtol(digits, NULL, 16);
    return at;
}

bool palette_read_report(const char *report, size_t length,
                         struct palette_colour *background)
{
    static const char begins[] = "\033]11;rgb:";
    const char *at = report + strlen(begins), *limit = report + length;

    if (length <= strlen(begins) ||
        memcmp(report, begins, strlen(begins)) != 0)
        return false;
    for (int i = 0; i < 3; i++) {
        at = read_part(at, limit, &background->rgb[i]);
        if (!at || (i < 2 && (at == limit || *at++ != '/')))
            return false;
    }
    return true;
}
