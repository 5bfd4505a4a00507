/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* words: takes a line apart into words, as people know it from a shell: blanks
 * part words, and do not after a backslash or between quotes.  Pure. */
#ifndef CHARLA_WORDS_H
#define CHARLA_WORDS_H

#include <stdbool.h>

struct buffer;

/* Put the next word of `*line`, terminated, in place of what `word` holds, and
 * go on behind it.  False: there is no more.  A quote that is never closed
 * reaches to the end. */
bool words_next(const char **line, struct buffer *word);

#endif
