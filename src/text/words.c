/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/words.h"

#include "base/buffer.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Append the text between quotes.  Returns the place after it. */
static const char *take_quoted(const char *at, char quote, struct buffer *word)
{
    for (; *at && *at != quote; at++) {
        if (quote == '"' && *at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        buffer_append(word, at, 1);
    }
    return *at ? at + 1 : at;
}

bool words_next(const char **line, struct buffer *word)
{
    const char *at = *line;

    buffer_clear(word);
    while (is_blank(*at))
        at++;
    *line = at;
    if (!*at)
        return false;
    while (*at && !is_blank(*at)) {
        if (*at == '"' || *at == '\'') {
            at = take_quoted(at + 1, *at, word);
            continue;
        }
        if (*at == '\\' && at[1])
            at++;
        buffer_append(word, at, 1);
        at++;
    }
    buffer_append(word, "", 1);
    *line = at;
    return true;
}
