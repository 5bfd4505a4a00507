/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/framer.h"

#include <stddef.h>
#include <string.h>

#include "text/framer_private.h"

/* ---- In runs ------------------------------------------------------------- */

enum verdict { NO, PERHAPS, YES };

/* Does the line that begins here end the conversation?  On YES `*length` is
 * how long it is, line end included. */
static enum verdict judge(const struct framer *framer, const char *line,
                          size_t held, size_t *length)
{
    size_t known = held < END_LENGTH ? held : END_LENGTH;
    size_t i = END_LENGTH;

    if (memcmp(line, FRAMER_END_LINE, known) != 0)
        return NO;
    if (held > i && line[i] == '\r')
        i++;
    if (held > i && line[i] == '\n') {
        *length = i + 1;
        return YES;
    }
    if (held > i)
        return NO;
    *length = held;
    if (!framer->finished)
        return PERHAPS;
    return held >= END_LENGTH ? YES : NO;
}

/* The first place at or after `from` where a line begins with a bare "%". */
static const char *find_mark(const struct framer *framer, const char *from)
{
    const char *first = framer->data + framer->start;
    const char *limit = framer->data + framer->end;

    for (; from < limit; from++) {
        from = memchr(from, MARK, (size_t)(limit - from));
        if (!from)
            return NULL;
        if (from == first ? framer_is_marked(framer, 1) : from[-1] == '\n')
            return from;
    }
    return NULL;
}

/* The next line that begins with "%" and needs a closer look: one that may
 * end the conversation or, in charla/1, any.  NULL: there is none. */
static const char *find_special(const struct framer *framer,
                                enum verdict *verdict, size_t *length)
{
    const char *limit = framer->data + framer->end;
    const char *found = find_mark(framer, framer->data + framer->start);

    while (found) {
        *verdict = judge(framer, found, (size_t)(limit - found), length);
        if (*verdict != NO || framer->dialect != FRAMER_PLAIN)
            return found;
        found = find_mark(framer, found + 1);
    }
    return NULL;
}

/* What is held begins with a "%" that is not the end's. */
static enum framer_event take_mark(struct framer *framer,
                                   struct framer_piece *piece)
{
    size_t held;
    const char *line = framer_held(framer, &held);
    const char *newline;

    if (framer->dialect == FRAMER_TO_PEER) {
        framer->is_literal = true;
        return FRAMER_ESCAPE;
    }
    if (held > 1 && line[1] == MARK) {
        framer_take_doubled(framer);
        return framer_next_run(framer, piece);
    }
    newline = memchr(line, '\n', held);
    if (newline && (size_t)(newline - line) <= FRAMER_LINE_MAX)
        return framer_control(framer, piece, (size_t)(newline - line), true);
    if (held > FRAMER_LINE_MAX)
        return framer_control(framer, piece, FRAMER_LINE_MAX, false);
    return framer->finished ? framer_control(framer, piece, held, false)
                            : FRAMER_NOTHING;
}

enum framer_event framer_next_run(struct framer *framer,
                                  struct framer_piece *piece)
{
    const char *first, *limit, *found;
    enum verdict verdict = NO;
    size_t length = 0;

    if (framer->ended)
        return FRAMER_END;
    if (!framer_drop_rest(framer))
        return FRAMER_NOTHING;
    first = framer->data + framer->start;
    limit = framer->data + framer->end;
    found = find_special(framer, &verdict, &length);
    if (found == first) { /* never NULL, as first is not */
        if (verdict == YES)
            return framer_end(framer, length);
        if (verdict == NO)
            return take_mark(framer, piece);
    }
    if (found)
        limit = found;
    if (limit == first)
        return FRAMER_NOTHING;
    return framer_hand_out(framer, piece, (size_t)(limit - first), 0,
                           limit[-1] == '\n');
}

/* ---- Parts of lines ------------------------------------------------------ */

/* How many bytes at the end belong to a character that is not complete (RFC
 * 3629 section 3). */
static size_t half_character(const char *bytes, size_t length)
{
    size_t back = 1;
    unsigned char first;

    while (back < 4 && back < length &&
           ((unsigned char)bytes[length - back] & 0xC0) == 0x80)
        back++;
    first = length > 0 ? (unsigned char)bytes[length - back] : 0;
    return (first >= 0xC0 && back < 2) || (first >= 0xE0 && back < 3) ||
                   (first >= 0xF0 && back < 4)
               ? back
               : 0;
}

enum framer_event framer_next_partial(struct framer *framer,
                                      struct framer_piece *piece)
{
    size_t held, length;
    const char *line = framer_held(framer, &held);

    if (framer->ended || framer->drops || held == 0)
        return FRAMER_NOTHING;
    if (framer_is_marked(framer, held)) {
        if (judge(framer, line, held, &length) != NO)
            return FRAMER_NOTHING;
        if (framer->dialect == FRAMER_FROM_PEER) {
            if (line[1] != MARK) /* at least two: "%" may be the end's */
                return FRAMER_NOTHING;
            framer_take_doubled(framer);
            line = framer_held(framer, &held);
        }
    }
    length = framer_without_return(line, held);
    length -= half_character(line, length);
    return length > 0 ? framer_hand_out(framer, piece, length, 0, false)
                      : FRAMER_NOTHING;
}
