/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "framer.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define END_LENGTH (sizeof FRAMER_END_LINE - 1)

/* data[start, end) is held; everything before it has been handed out. */
struct framer {
    size_t start;
    size_t end;
    size_t scanned;     /* data[start, start + scanned) has no line end */
    bool at_line_start; /* what was handed out last ended a line */
    bool finished;      /* no more bytes will come */
    bool ended;         /* "%end%" has been found */
    char data[FRAMER_CAPACITY];
};

struct framer *framer_new(void)
{
    struct framer *framer = memory_new(sizeof *framer);

    framer->start = framer->end = framer->scanned = 0;
    framer->at_line_start = true;
    framer->finished = framer->ended = false;
    return framer;
}

void framer_free(struct framer *framer)
{
    free(framer);
}

char *framer_space(struct framer *framer, size_t *size)
{
    size_t held = framer->end - framer->start;

    if (framer->start > 0) {
        memmove(framer->data, framer->data + framer->start, held);
        framer->start = 0;
        framer->end = held;
    }
    *size = FRAMER_CAPACITY - held;
    return framer->data + held;
}

void framer_commit(struct framer *framer, size_t length)
{
    framer->end += length;
}

void framer_finish(struct framer *framer)
{
    framer->finished = true;
}

const char *framer_held(const struct framer *framer, size_t *length)
{
    *length = framer->end - framer->start;
    return framer->data + framer->start;
}

/* Hand out the next `length` bytes and pass over `skipped` more. */
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

/* Is this line, its "\n" left out, the one that ends the conversation? */
static bool is_end_line(const char *line, size_t length)
{
    if (length > 0 && line[length - 1] == '\r')
        length--;
    return length == END_LENGTH &&
           memcmp(line, FRAMER_END_LINE, END_LENGTH) == 0;
}

/* Where to cut a line of more than FRAMER_LINE_MAX bytes: at the limit, or
 * before the character that the limit would cut in half (RFC 3629 section 3:
 * at most three bytes of the form 10xxxxxx follow the first). */
static size_t cut_length(const char *line)
{
    size_t length = FRAMER_LINE_MAX;

    while (length > FRAMER_LINE_MAX - 3 && (line[length] & 0xC0) == 0x80)
        length--;
    return (line[length] & 0xC0) == 0x80 ? FRAMER_LINE_MAX : length;
}

/* A line of `length` bytes is complete; `skipped` is 1 if "\n" follows. */
static enum framer_event whole_line(struct framer *framer,
                                    struct framer_piece *piece, size_t length,
                                    size_t skipped)
{
    const char *line = framer->data + framer->start;

    if (framer->at_line_start && is_end_line(line, length))
        return end(framer, length + skipped);
    if (length > 0 && line[length - 1] == '\r') {
        length--;
        skipped++;
    }
    return hand_out(framer, piece, length, skipped, true);
}

enum framer_event framer_next_line(struct framer *framer,
                                   struct framer_piece *piece)
{
    const char *line = framer->data + framer->start;
    size_t held = framer->end - framer->start;
    const char *newline;

    if (framer->ended)
        return FRAMER_END;
    newline = memchr(line + framer->scanned, '\n', held - framer->scanned);
    framer->scanned = newline ? (size_t)(newline - line) : held;
    if (framer->scanned > FRAMER_LINE_MAX)
        return hand_out(framer, piece, cut_length(line), 0, false);
    if (newline)
        return whole_line(framer, piece, framer->scanned, 1);
    if (framer->finished && (held > 0 || !framer->at_line_start))
        return whole_line(framer, piece, held, 0);
    return FRAMER_NOTHING;
}

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

/* The first place at or after `from` where a line begins with '%', or NULL. */
static const char *find_candidate(const struct framer *framer,
                                  const char *from)
{
    const char *first = framer->data + framer->start;
    const char *limit = framer->data + framer->end;

    for (; from < limit; from++) {
        from = memchr(from, FRAMER_END_LINE[0], (size_t)(limit - from));
        if (!from)
            return NULL;
        if (from == first ? framer->at_line_start : from[-1] == '\n')
            return from;
    }
    return NULL;
}

enum framer_event framer_next_run(struct framer *framer,
                                  struct framer_piece *piece)
{
    const char *first = framer->data + framer->start;
    const char *limit = framer->data + framer->end;
    const char *found = find_candidate(framer, first);
    enum verdict verdict = NO;
    size_t length = 0;

    if (framer->ended)
        return FRAMER_END;
    while (found) {
        verdict = judge(framer, found, (size_t)(limit - found), &length);
        if (verdict != NO)
            break;
        found = find_candidate(framer, found + 1);
    }
    if (verdict == YES && found == first)
        return end(framer, length);
    if (found)
        limit = found;
    if (limit == first)
        return FRAMER_NOTHING;
    return hand_out(framer, piece, (size_t)(limit - first), 0,
                    limit[-1] == '\n');
}
