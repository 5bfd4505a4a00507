/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/framer.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/utf8.h"

#define END_LENGTH (sizeof FRAMER_END_LINE - 1)
#define MARK (FRAMER_END_LINE[0])

/* data[start, end) is held; the bytes before it have been handed out, or are
 * headroom. */
struct framer {
    size_t start;
    size_t end;
    size_t scanned;     /* data[start, start + scanned) has no line end */
    bool ignores_end;   /* "%end%" is text */
    bool at_line_start; /* the last piece handed out ended a line */
    bool finished;      /* no more bytes will come */
    bool ended;         /* "%end%" has been found */
    char data[FRAMER_HEADROOM + FRAMER_CAPACITY];
};

struct framer *framer_new(void)
{
    struct framer *framer = memory_new(sizeof *framer);

    /* Everything except the data, so that its memory is not used before it is
     * needed. */
    memset(framer, 0, offsetof(struct framer, data));
    framer->start = framer->end = FRAMER_HEADROOM;
    framer->at_line_start = true;
    return framer;
}

void framer_free(struct framer *framer)
{
    free(framer);
}

void framer_ignore_end(struct framer *framer)
{
    framer->ignores_end = true;
}

char *framer_space(struct framer *framer, size_t *size)
{
    size_t held = framer->end - framer->start;

    if (framer->start > FRAMER_HEADROOM) {
        memmove(framer->data + FRAMER_HEADROOM, framer->data + framer->start,
                held);
        framer->start = FRAMER_HEADROOM;
        framer->end = FRAMER_HEADROOM + held;
    }
    *size = FRAMER_CAPACITY - held;
    return framer->data + framer->end;
}

void framer_commit(struct framer *framer, size_t length)
{
    framer->end += length;
}

void framer_finish(struct framer *framer)
{
    framer->finished = true;
}

void framer_clear(struct framer *framer)
{
    framer->start = framer->end = FRAMER_HEADROOM;
    framer->scanned = 0;
}

void framer_keep(struct framer *framer, size_t length)
{
    framer->end = framer->start + length;
    if (framer->scanned > length)
        framer->scanned = length;
}

const char *framer_held(const struct framer *framer, size_t *length)
{
    *length = framer->end - framer->start;
    return framer->data + framer->start;
}

/* ---- Handing out --------------------------------------------------------- */

/* Hand out the next `length` bytes and skip `skipped` more. */
static enum framer_event hand_out(struct framer *framer,
                                  struct framer_piece *piece, size_t length,
                                  size_t skipped, bool ends)
{
    *piece = (struct framer_piece){
        .data = framer->data + framer->start,
        .length = length,
        .begins = framer->at_line_start,
        .ends = ends,
    };
    framer->start += length + skipped;
    framer->scanned = 0;
    framer->at_line_start = ends;
    return FRAMER_TEXT;
}

static enum framer_event end(struct framer *framer, size_t skipped)
{
    framer->start += skipped;
    framer->ended = true;
    return FRAMER_END;
}

/* Can the bytes that are held be the beginning of the line that ends the
 * conversation? */
static bool may_end(const struct framer *framer, size_t held)
{
    return !framer->ignores_end && framer->at_line_start && held > 0 &&
           framer->data[framer->start] == MARK;
}

static size_t without_return(const char *line, size_t length)
{
    return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
}

/* ---- Line by line -------------------------------------------------------- */

/* Is this line, its "\n" left out, the one that ends the conversation? */
static bool is_end_line(const char *line, size_t length)
{
    length = without_return(line, length);
    return length == END_LENGTH &&
           memcmp(line, FRAMER_END_LINE, END_LENGTH) == 0;
}

/* Must a line that begins with these `length` bytes be cut?  A "\r" just past
 * the limit may belong to the line end; the byte after it will tell. */
static bool is_too_long(const char *line, size_t length)
{
    return length > FRAMER_LINE_MAX + 1 ||
           (length == FRAMER_LINE_MAX + 1 && line[FRAMER_LINE_MAX] != '\r');
}

/* A line of `length` bytes is complete; `skipped` is 1 if "\n" follows. */
static enum framer_event whole_line(struct framer *framer,
                                    struct framer_piece *piece, size_t length,
                                    size_t skipped)
{
    const char *line = framer->data + framer->start;
    size_t shown = without_return(line, length);

    return hand_out(framer, piece, shown, length - shown + skipped, true);
}

enum framer_event framer_next_line(struct framer *framer,
                                   struct framer_piece *piece)
{
    size_t held, length;
    const char *line, *newline;
    bool whole;

    if (framer->ended)
        return FRAMER_END;
    line = framer_held(framer, &held);
    newline = memchr(line + framer->scanned, '\n', held - framer->scanned);
    framer->scanned = length = newline ? (size_t)(newline - line) : held;
    whole = newline || (framer->finished &&
                        (held > 0 || !framer->at_line_start));
    if (!whole && !is_too_long(line, length))
        return FRAMER_NOTHING;
    if (whole && may_end(framer, length) && is_end_line(line, length))
        return end(framer, length + (newline != NULL));
    if (is_too_long(line, length))
        return hand_out(framer, piece,
                        utf8_cut(line, length, FRAMER_LINE_MAX), 0, false);
    return whole_line(framer, piece, length, newline != NULL);
}

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

/* The first place at or after `from` where a line begins with "%". */
static const char *find_mark(const struct framer *framer, const char *from)
{
    const char *first = framer->data + framer->start;
    const char *limit = framer->data + framer->end;

    for (; from < limit; from++) {
        from = memchr(from, MARK, (size_t)(limit - from));
        if (!from)
            return NULL;
        if (from == first ? may_end(framer, 1) : from[-1] == '\n')
            return from;
    }
    return NULL;
}

/* The first line that ends the conversation, or may do so when more has come.
 * NULL: there is none. */
static const char *find_end(const struct framer *framer,
                            enum verdict *verdict, size_t *length)
{
    const char *limit = framer->data + framer->end;
    const char *found = NULL;

    if (!framer->ignores_end)
        found = find_mark(framer, framer->data + framer->start);
    while (found) {
        *verdict = judge(framer, found, (size_t)(limit - found), length);
        if (*verdict != NO)
            return found;
        found = find_mark(framer, found + 1);
    }
    return NULL;
}

enum framer_event framer_next_run(struct framer *framer,
                                  struct framer_piece *piece)
{
    const char *first, *limit, *found;
    enum verdict verdict = NO;
    size_t length = 0;

    if (framer->ended)
        return FRAMER_END;
    first = framer->data + framer->start;
    limit = framer->data + framer->end;
    found = find_end(framer, &verdict, &length);
    if (found == first && verdict == YES) /* never NULL, as first is not */
        return end(framer, length);
    if (found)
        limit = found;
    if (limit == first)
        return FRAMER_NOTHING;
    return hand_out(framer, piece, (size_t)(limit - first), 0,
                    limit[-1] == '\n');
}

/* ---- Parts of lines ------------------------------------------------------ */

enum framer_event framer_next_partial(struct framer *framer,
                                      struct framer_piece *piece)
{
    size_t held, length;
    const char *line = framer_held(framer, &held);

    if (framer->ended || held == 0)
        return FRAMER_NOTHING;
    if (may_end(framer, held) && judge(framer, line, held, &length) != NO)
        return FRAMER_NOTHING;
    length = without_return(line, held);
    length -= utf8_partial(line, length);
    return length > 0 ? hand_out(framer, piece, length, 0, false)
                      : FRAMER_NOTHING;
}
