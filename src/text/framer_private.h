/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* framer_private: what framer.c, which hands out lines, and framer_parts.c,
 * which hands out parts of them, both need. */
#ifndef CHARLA_FRAMER_PRIVATE_H
#define CHARLA_FRAMER_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "text/framer_piece.h"

#define END_LENGTH (sizeof FRAMER_END_LINE - 1)
#define MARK (FRAMER_END_LINE[0])

/* data[start, end) is held; everything before it has been handed out. */
struct framer {
    size_t start;
    size_t end;
    size_t scanned;     /* data[start, start + scanned) has no line end */
    enum framer_dialect dialect;
    bool at_line_start; /* what was handed out last ended a line */
    bool is_literal;    /* the "%" at data[start] is text: it was doubled, or
                           the caller has been told to double it */
    bool drops;         /* the rest of a control line that was too long */
    bool finished;      /* no more bytes will come */
    bool ended;         /* "%end%" has been found */
    char data[FRAMER_CAPACITY];
};

/* Hand out the next `length` bytes and skip `skipped` more. */
enum framer_event framer_hand_out(struct framer *framer,
                                  struct framer_piece *piece, size_t length,
                                  size_t skipped, bool ends);
/* Hand out a control line of `length` bytes; `ends`: its line end follows. */
enum framer_event framer_control(struct framer *framer,
                                 struct framer_piece *piece, size_t length,
                                 bool ends);
/* Hand out the end, whose line takes `skipped` bytes. */
enum framer_event framer_end(struct framer *framer, size_t skipped);

/* Does a line that is subject to the dialect begin with a bare "%"?  `held`
 * bytes of it are there. */
bool framer_is_marked(const struct framer *framer, size_t held);
/* The second of two "%" is the first character of the message. */
void framer_take_doubled(struct framer *framer);
/* Skip the rest of a control line that was too long.  Returns false while
 * more of it is to come. */
bool framer_drop_rest(struct framer *framer);
/* The length of a line without the "\r" of its line end. */
size_t framer_without_return(const char *line, size_t length);

#endif
