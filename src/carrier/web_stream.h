/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_stream: reads charla's lines for the page from the stream socket that
 * charla has for the guest.
 *
 * A line stays in the socket until the page has acknowledged it (SO_PEEK_OFF,
 * unix(7)).  So the socket is the only buffer, charla can tell what has
 * arrived, and lines that have not are sent again over the next WebSocket. */
#ifndef CHARLA_WEB_STREAM_H
#define CHARLA_WEB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* A longer line is handed on in pieces of this size, in bytes. */
#define WEB_LINE_MAX ((size_t)16 * 1024)

enum web_stream_event {
    WEB_STREAM_NOTHING, /* wait for more */
    WEB_STREAM_LINE,    /* here is the next line */
    WEB_STREAM_END,     /* "%end%" has come, which counts as a line */
    WEB_STREAM_CLOSED,  /* charla has closed it */
};

struct web_stream {
    int fd;
    uint64_t looked;       /* how many lines have been handed out */
    uint64_t acknowledged; /* how many have been taken out of the socket */
    struct buffer bytes;   /* the last line that was handed out, and the bytes
                              after it that have been looked at */
    size_t used;           /* bytes of that line */
    struct buffer sizes;   /* for each line that is not acknowledged a size_t,
                              its bytes in the socket */
};

/* Begin with the stream socket `fd`, which is non-blocking and is taken. */
void web_stream_begin(struct web_stream *stream, int fd);
/* Close the socket; charla then knows that the rest has not arrived. */
void web_stream_end(struct web_stream *stream);

/* Look at the next line.  `*text` and `*length`, without the line end, are
 * borrowed until the next call. */
enum web_stream_event web_stream_next(struct web_stream *stream,
                                      const char **text, size_t *length);

/* All lines up to this one have arrived.  Returns false if no line with this
 * number has been handed out. */
bool web_stream_acknowledge(struct web_stream *stream, uint64_t number);

/* Look again at every line that is not acknowledged. */
void web_stream_rewind(struct web_stream *stream);

#endif
