/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* framer_piece: defines the pieces that a framer hands out (text/framer.h). */
#ifndef CHARLA_FRAMER_PIECE_H
#define CHARLA_FRAMER_PIECE_H

#include <stdbool.h>
#include <stddef.h>

/* The line that ends a conversation, without its line end. */
#define FRAMER_END_LINE "%end%"

/* The longest message handed out whole, in bytes without its line end. */
#define FRAMER_LINE_MAX ((size_t)64 * 1024)

/* The memory of one framer, in bytes; it never grows. */
#define FRAMER_CAPACITY ((size_t)256 * 1024)

enum framer_event {
    FRAMER_NOTHING, /* more bytes are needed */
    FRAMER_TEXT,    /* the piece is filled in */
    FRAMER_END,     /* "%end%" has come; every later call returns this too */
};

/* A part of the stream.  Borrowed: valid until the next framer_space. */
struct framer_piece {
    const char *data; /* any bytes, NUL too */
    size_t length;    /* in bytes */
    bool begins;      /* the first piece of its message */
    bool ends;        /* the last piece of its message */
};

#endif
