/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* speaker: makes the text in front of a message: the name of the person who
 * has written it, at the right edge of a narrow column, and a mark.  Pure.
 *
 *       luis | a message from the other side
 *            | the next one, a moment later
 *            . the next piece of the same message
 *        ana : a message from the user
 *        ana ? one that was not sent, or may not have arrived
 *
 * The mark tells the two apart without colour, even if both have the same
 * name.  No name can imitate a mark: names cannot contain these characters,
 * and the mark is at the same place in each row.  None of them is mirrored in
 * text from right to left (UAX #9, Bidi_Mirrored).  Column 0 stays blank: only
 * charla's own notices begin there. */
#ifndef CHARLA_SPEAKER_H
#define CHARLA_SPEAKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* A longer name is cut, and ends in dots. */
#define SPEAKER_COLUMNS_MAX 12

enum speaker {
    SPEAKER_OTHER,
    SPEAKER_SELF,
    SPEAKER_UNSENT, /* the user, whose message has not arrived, or may not */
    SPEAKER_COUNT
};

/* The beginning of the first row of a message. */
struct speaker_prefix {
    struct buffer bytes;
    unsigned most; /* the most columns that any terminal gives it */
};

/* Start as {0}; speaker_release when done. */
struct speakers {
    struct buffer names[2]; /* of OTHER and SELF; with '\0' */
    struct speaker_prefix named[SPEAKER_COUNT];   /* with the name... */
    struct speaker_prefix unnamed[SPEAKER_COUNT]; /* ...and without it */
    struct speaker_prefix goes_on;    /* for the other side's next piece */
    unsigned indent;                  /* where the text begins, in columns */
    bool is_alone; /* only the other side's messages are shown: the column is
                      as wide as its name */
};

/* Set the name of SPEAKER_OTHER or SPEAKER_SELF, which need not be safe to
 * show.  For NULL, a name that cannot be seen, and one like charla's own, the
 * other side is called "them" and the user "you", in the user's language.  It
 * takes effect with speaker_compose. */
void speaker_name(struct speakers *speakers, enum speaker who,
                  const char *name);

/* The name of this person, safe to show.  Borrowed. */
const char *speaker_name_of(struct speakers *speakers, enum speaker who);

/* How names look: escape sequences, or "" for each. */
struct speaker_style {
    const char *names[2]; /* of OTHER and SELF */
    const char *plain;    /* after a name */
};

/* Make the prefixes for a screen of `width` columns (0: not known), of which
 * `taken` are used before them.  The column of names is as wide as the longer
 * name, but at most SPEAKER_COLUMNS_MAX and half of the screen. */
void speaker_compose(struct speakers *speakers, unsigned width,
                     unsigned taken, const struct speaker_style *style);

void speaker_release(struct speakers *speakers);

#endif
