/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* words: splits a line into words as a shell does: blanks separate words,
 * except after a backslash or between quotes.  Pure. */
#ifndef CHARLA_WORDS_H
#define CHARLA_WORDS_H

#include <stdbool.h>

struct buffer;

/* Put the next word of `*line`, terminated, into `word`, replacing its
 * contents, and move `*line` past it.  Returns false if there is none.  A
 * quote that is not closed reaches to the end of the line. */
bool words_next(const char **line, struct buffer *word);

#endif
