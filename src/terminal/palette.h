/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* palette: the colours that can be read on a terminal's background.  Pure.
 *
 * No colour can be read on white and on a dark grey alike, and what a theme
 * makes of the sixteen old colours is not known.  So the colours are fixed ones
 * (of the 256), chosen for the background that the terminal says it has; each
 * has a contrast of PALETTE_CONTRAST at least (WCAG 2.1, 1.4.3).  For a
 * background that is not known there are no colours: names are told apart by
 * bold letters. */
#ifndef CHARLA_PALETTE_H
#define CHARLA_PALETTE_H

#include <stdbool.h>
#include <stddef.h>

#define PALETTE_CONTRAST 4.5

/* Red, green and blue, 0 to 255 each. */
struct palette_colour {
    int rgb[3];
};

/* Escape sequences (ECMA-48 8.3.117); "" where nothing is to be written. */
struct palette {
    const char *self;  /* the user's name */
    const char *other; /* the other side's */
    const char *quiet; /* what neither of the two has written */
    const char *loud;  /* what must not be overlooked */
    const char *plain; /* the end of any of these */
};

/* For `background`; NULL: it is not known. */
const struct palette *
palette_choose(const struct palette_colour *background);

/* For a terminal that is to show no colours; loud is none. */
extern const struct palette palette_without_colours;

/* For one that is to be sent no escape sequences. */
extern const struct palette palette_plain;

/* The contrast of two colours, 1 to 21, as WCAG 2.1 defines it. */
double palette_contrast(const struct palette_colour *one,
                        const struct palette_colour *other);

/* The colour of the 256 that `sequence` asks for; false: it asks for none. */
bool palette_colour_of(const char *sequence, struct palette_colour *colour);

/* The background that a terminal has reported in answer to PALETTE_QUESTION;
 * false: the report says something else. */
#define PALETTE_QUESTION "\033]11;?\033\\"
bool palette_read_report(const char *report, size_t length,
                         struct palette_colour *background);

#endif
