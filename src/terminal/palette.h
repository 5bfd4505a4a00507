/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* palette: chooses colours that can be read on a terminal's background.  Pure.
 *
 * No colour can be read on both white and dark grey, and a theme may show the
 * sixteen old colours in any way.  So charla uses fixed colours of the 256,
 * chosen for the background that the terminal reports; each has a contrast of
 * at least PALETTE_CONTRAST (WCAG 2.1, 1.4.3).  If the background is unknown
 * there are no colours, and names are told apart by bold letters. */
#ifndef CHARLA_PALETTE_H
#define CHARLA_PALETTE_H

#include <stdbool.h>
#include <stddef.h>

#define PALETTE_CONTRAST 4.5

/* Red, green and blue, 0 to 255 each. */
struct palette_colour {
    int rgb[3];
};

/* Escape sequences (ECMA-48 8.3.117); "" if nothing has to be written. */
struct palette {
    const char *self;  /* the user's name */
    const char *other; /* the other side's */
    const char *quiet; /* text that neither of the two has written */
    const char *loud;  /* text that must not be overlooked */
    const char *plain; /* the end of any of these */
};

/* The palette for `background`; NULL: the background is not known. */
const struct palette *
palette_choose(const struct palette_colour *background);

/* For a terminal without colours; `loud` is not a colour and stays. */
extern const struct palette palette_without_colours;

/* For a terminal that gets no escape sequences. */
extern const struct palette palette_plain;

/* The contrast of two colours, 1 to 21, as WCAG 2.1 defines it. */
double palette_contrast(const struct palette_colour *one,
                        const struct palette_colour *other);

/* Read which of the 256 colours `sequence` asks for; false if it asks for
 * none. */
bool palette_colour_of(const char *sequence, struct palette_colour *colour);

/* Read the background from a terminal's answer to PALETTE_QUESTION; false if
 * the report is about something else. */
#define PALETTE_QUESTION "\033]11;?\033\\"
bool palette_read_report(const char *report, size_t length,
                         struct palette_colour *background);

#endif
