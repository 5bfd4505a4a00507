/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* framer: cuts a stream of bytes into messages.  Pure: it knows no descriptor
 * and no time.
 *
 * A message is a line ended by "\n" or "\r\n"; what follows the last line end
 * when the stream finishes is a message too.  The line "%end%" ends
 * the conversation (doc/protocol.md).
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

/* So many bytes before every piece may be overwritten: room for a header. */
#define FRAMER_HEADROOM ((size_t)4)

struct framer;

/* A new, empty framer; the caller frees it with framer_free. */
struct framer *framer_new(void);
/* Free it; NULL is allowed. */
void framer_free(struct framer *framer);

/* From now on a line "%end%" is text like any other: the end is said in
 * another way. */
void framer_ignore_end(struct framer *framer);

/* Returns where to put the next bytes, at most `*size` of them.  This moves
 * what is held, so pieces handed out earlier are invalid from here on.
 * `*size` is never 0 for a caller that has taken all pieces. */
char *framer_space(struct framer *framer, size_t *size);
/* Take over `length` bytes that have been put there. */
void framer_commit(struct framer *framer, size_t length);
/* The stream has ended: what is held is the last message. */
void framer_finish(struct framer *framer);

/* The next message, without its line end.  One that is longer than
 * FRAMER_LINE_MAX comes in pieces of at most that length, cut at the same
 * places however the bytes arrived and never inside a UTF-8 character. */
enum framer_event framer_next_line(struct framer *framer,
                                   struct framer_piece *piece);

/* What has come of a line that has not ended, when framer_next_line says that
 * it needs more bytes and no more come for a while: FRAMER_TEXT, or
 * FRAMER_NOTHING if there is none.  The rest follows from framer_next_line as
 * the next piece of the same message, an empty one if only its line end was
 * missing.  What may yet be the end is not handed out, nor
 * half a character, nor a "\r" that may belong to the line end. */
enum framer_event framer_next_partial(struct framer *framer,
                                      struct framer_piece *piece);

/* As much as can be handed on: whole lines and parts of lines, line ends
 * and all, byte for byte.  Only a possible beginning of "%end%" waits for
 * more.  `begins` and `ends` say whether the piece begins and ends at the
 * border of a line. */
enum framer_event framer_next_run(struct framer *framer,
                                  struct framer_piece *piece);

/* Drop what is held, for example because another module has taken it. */
void framer_clear(struct framer *framer);

/* Keep only the first `length` bytes of what is held. */
void framer_keep(struct framer *framer, size_t length);

/* Returns what is held and has not been handed out, `*length` bytes.
 * Borrowed until the next framer_space. */
const char *framer_held(const struct framer *framer, size_t *length);

#endif
