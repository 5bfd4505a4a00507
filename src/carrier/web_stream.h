/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_stream: charla's lines on their way to the page, over the stream socket
 * that charla takes for a guest.
 *
 * A line is only looked at until the page has acknowledged it, and stays in
 * the socket (SO_PEEK_OFF, unix(7)): so the system's buffer is the only one,
 * charla sees what has arrived, and what has not is sent again over the next
 * WebSocket. */
#ifndef CHARLA_WEB_STREAM_H
#define CHARLA_WEB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* A longer line is handed on in pieces of this size. */
#define WEB_LINE_MAX ((size_t)16 * 1024)

enum web_stream_event {
    WEB_STREAM_NOTHING, /* wait for more */
    WEB_STREAM_LINE,    /* `line` is one more */
    WEB_STREAM_END,     /* "%end%", which counts as a line */
    WEB_STREAM_CLOSED,  /* charla has closed it */
};

struct web_stream {
    int fd;
    uint64_t looked;       /* lines looked at */
    uint64_t acknowledged; /* lines that are taken out */
    struct buffer bytes;   /* the last line handed out, and what follows it as
                              far as that has been looked at */
    size_t used;           /* bytes of that line */
    struct buffer sizes;   /* of each line that is not acknowledged: a size_t,
                              in bytes of the socket */
};

/* Takes the stream socket `fd`, non-blocking. */
void web_stream_begin(struct web_stream *stream, int fd);
/* Close it; what is in it has not arrived. */
void web_stream_end(struct web_stream *stream);

/* Look at the next line.  `*text` and `*length`, without the line end, are
 * borrowed until the next call. */
enum web_stream_event web_stream_next(struct web_stream *stream,
                                      const char **text, size_t *length);

/* All lines up to this one have arrived.  Returns false for a number that no
 * line has. */
bool web_stream_acknowledge(struct web_stream *stream, uint64_t number);

/* Look again at every line that is not acknowledged. */
void web_stream_rewind(struct web_stream *stream);

#endif
