/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* framer: splits a stream of bytes into messages.  Pure.
 *
 * A message is a line ended by "\n" or "\r\n"; the text after the last line end
 * of the stream is a message too.  The line "%end%" ends the conversation
 * (doc/protocol.md).
 *
 * The caller writes into the framer's own memory and the framer hands out
 * pieces of that same memory: nothing is copied on the way.
 *
 *     room = framer_space(framer, &size);
 *     framer_commit(framer, read(fd, room, size));
 *     while (framer_next_line(framer, &piece) == FRAMER_TEXT)
 *         show(&piece);
 */
#ifndef CHARLA_FRAMER_H
#define CHARLA_FRAMER_H

#include <stdbool.h>
#include <stddef.h>

#include "text/framer_piece.h"

/* How many bytes before every piece may be overwritten, for a header. */
#define FRAMER_HEADROOM ((size_t)4)

struct framer;

/* A new, empty framer; the caller frees it with framer_free. */
struct framer *framer_new(void);
/* Free it; NULL is allowed. */
void framer_free(struct framer *framer);

/* From now on a line "%end%" is text like any other, because the end is
 * announced in another way. */
void framer_ignore_end(struct framer *framer);

/* Returns where to put the next bytes, at most `*size` of them.  This moves the
 * bytes that are held, so pieces handed out before are no longer valid.
 * `*size` is never 0 for a caller that has taken all pieces. */
char *framer_space(struct framer *framer, size_t *size);
/* Add `length` bytes that have been put there. */
void framer_commit(struct framer *framer, size_t length);
/* The stream has ended: the bytes that are held are the last message. */
void framer_finish(struct framer *framer);

/* The next message, without its line end.  One that is longer than
 * FRAMER_LINE_MAX comes in pieces of at most that length, cut at the same
 * places however the bytes arrived and never inside a UTF-8 character. */
enum framer_event framer_next_line(struct framer *framer,
                                   struct framer_piece *piece);

/* The beginning of an unfinished line, for when framer_next_line needs more
 * bytes and none come for a while: FRAMER_TEXT, or FRAMER_NOTHING if there is
 * none.  framer_next_line later returns the rest as the next piece of the same
 * message, an empty one if only the line end was missing.  Bytes that may yet
 * become "%end%", half of a character, and a "\r" that may belong to the line
 * end are not handed out. */
enum framer_event framer_next_partial(struct framer *framer,
                                      struct framer_piece *piece);

/* As many bytes as possible, unchanged: whole lines with their line ends, and
 * parts of lines.  Only the possible beginning of a line "%end%" is held back.
 * `begins` and `ends` say whether the piece begins and ends at the border of a
 * line. */
enum framer_event framer_next_run(struct framer *framer,
                                  struct framer_piece *piece);

/* Drop all bytes that are held, for example because another module has taken
 * them. */
void framer_clear(struct framer *framer);

/* Keep only the first `length` bytes of those that are held. */
void framer_keep(struct framer *framer, size_t length);

/* Returns the bytes that are held and have not been handed out, `*length` of
 * them.  Borrowed until the next framer_space. */
const char *framer_held(const struct framer *framer, size_t *length);

#endif
