/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/framer.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/framer_private.h"

struct framer *framer_new(void)
{
    struct framer *framer = memory_new(sizeof *framer);

    /* All but the data, whose pages are not touched before they are used. */
    memset(framer, 0, offsetof(struct framer, data));
    framer->at_line_start = true;
    return framer;
}

void framer_free(struct framer *framer)
{
    free(framer);
}

void framer_set_dialect(struct framer *framer, enum framer_dialect dialect)
{
    framer->dialect = dialect;
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

void framer_clear(struct framer *framer)
{
    framer->start = framer->end = framer->scanned = 0;
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

/* Hand out the next `length` bytes and pass over `skipped` more. */
enum framer_event framer_hand_out(struct framer *framer,
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
    framer->is_literal = false;
    return FRAMER_TEXT;
}

enum framer_event framer_end(struct framer *framer, size_t skipped)
{
    framer->start += skipped;
    framer->ended = true;
    return FRAMER_END;
}

/* Does a line that is subject to the dialect begin with a bare "%"? */
bool framer_is_marked(const struct framer *framer, size_t held)
{
    return framer->at_line_start && !framer->is_literal && held > 0 &&
           framer->data[framer->start] == MARK;
}

/* The second of two "%" is the first character of the message. */
void framer_take_doubled(struct framer *framer)
{
    framer->start++;
    framer->scanned -= framer->scanned > 0;
    framer->is_literal = true;
}

size_t framer_without_return(const char *line, size_t length)
{
    return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
}

/* A control line of `length` bytes, of which the line end is skipped; one
 * that is too long loses what is beyond the limit. */
enum framer_event framer_control(struct framer *framer,
                                 struct framer_piece *piece, size_t length,
                                 bool ends)
{
    size_t shown = framer_without_return(framer->data + framer->start, length);

    framer_hand_out(framer, piece, length, ends, true);
    piece->length = shown;
    framer->drops = !ends;
    return FRAMER_CONTROL;
}

/* Pass over the rest of a control line.  Returns false if there is more. */
bool framer_drop_rest(struct framer *framer)
{
    size_t held;
    const char *bytes = framer_held(framer, &held);
    const char *newline = memchr(bytes, '\n', held);

    if (!framer->drops)
        return true;
    framer->start += newline ? (size_t)(newline - bytes) + 1 : held;
    framer->drops = newline == NULL;
    return newline != NULL;
}

/* ---- Line by line -------------------------------------------------------- */

/* Is this line, its "\n" left out, the one that ends the conversation? */
static bool is_end_line(const char *line, size_t length)
{
    length = framer_without_return(line, length);
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

/* Must the line that begins here with these `length` bytes be cut?  "\r" past
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
    size_t shown = framer_without_return(line, length);

    return framer_hand_out(framer, piece, shown, length - shown + skipped,
                           true);
}

enum framer_event framer_next_line(struct framer *framer,
                                   struct framer_piece *piece)
{
    size_t held, length;
    const char *line, *newline;
    bool whole;

    if (framer->ended)
        return FRAMER_END;
    if (!framer_drop_rest(framer))
        return FRAMER_NOTHING;
    line = framer_held(framer, &held);
    newline = memchr(line + framer->scanned, '\n', held - framer->scanned);
    framer->scanned = length = newline ? (size_t)(newline - line) : held;
    whole = newline || (framer->finished &&
                        (held > 0 || !framer->at_line_start));
    if (!whole && !is_too_long(line, length))
        return FRAMER_NOTHING;
    if (framer_is_marked(framer, length)) {
        if (whole && is_end_line(line, length))
            return framer_end(framer, length + (newline != NULL));
        if (framer->dialect == FRAMER_FROM_PEER) {
            if (is_too_long(line, length) && line[1] != MARK)
                return framer_control(framer, piece, FRAMER_LINE_MAX, false);
            if (length < 2 || line[1] != MARK)
                return framer_control(framer, piece, length, newline != NULL);
            framer_take_doubled(framer);
            return framer_next_line(framer, piece);
        }
    }
    if (is_too_long(line, length))
        return framer_hand_out(framer, piece, cut_length(line), 0, false);
    return whole_line(framer, piece, length, newline != NULL);
}
