/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_stream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "text/framer_piece.h"
#include "text/utf8.h"

static void look_from_the_start(const struct web_stream *stream)
{
    const int start = 0;

    (void)setsockopt(stream->fd, SOL_SOCKET, SO_PEEK_OFF, &start,
                     sizeof start);
}

void web_stream_begin(struct web_stream *stream, int fd)
{
    *stream = (struct web_stream){.fd = fd};
    look_from_the_start(stream);
}

void web_stream_end(struct web_stream *stream)
{
    close(stream->fd);
    buffer_release(&stream->bytes);
    buffer_release(&stream->sizes);
    stream->fd = -1;
}

/* ---- Looking ------------------------------------------------------------- */

static ssize_t receive(int fd, void *room, size_t size, int flags)
{
    ssize_t length;

    do
        length = recv(fd, room, size, flags);
    while (length < 0 && errno == EINTR);
    return length;
}

/* Hand out one more line, of `size` bytes with its line end. */
static enum web_stream_event hand_out(struct web_stream *stream, size_t size,
                                      const char **text, size_t *length)
{
    *text = stream->bytes.data;
    *length = size;
    if (*length > 0 && (*text)[*length - 1] == '\n')
        --*length;
    if (*length > 0 && size > *length && (*text)[*length - 1] == '\r')
        --*length;
    buffer_append(&stream->sizes, &size, sizeof size);
    stream->used = size;
    stream->looked++;
    return *length == strlen(FRAMER_END_LINE) &&
                   memcmp(*text, FRAMER_END_LINE, *length) == 0
               ? WEB_STREAM_END
               : WEB_STREAM_LINE;
}

/* The length of the first line in these bytes, with its line end; 0: it is not
 * complete. */
static size_t whole(const struct buffer *bytes)
{
    const size_t most = WEB_LINE_MAX + 1;
    size_t length = bytes->length < most ? bytes->length : most;
    const char *end = length ? memchr(bytes->data, '\n', length) : NULL;

    if (end)
        return (size_t)(end - bytes->data) + 1;
    return length == most
               ? utf8_cut(bytes->data, bytes->length, WEB_LINE_MAX)
               : 0;
}

enum web_stream_event web_stream_next(struct web_stream *stream,
                                      const char **text, size_t *length)
{
    char room[4096];
    ssize_t got;
    size_t size;

    buffer_drop(&stream->bytes, stream->used);
    stream->used = 0;
    while ((size = whole(&stream->bytes)) == 0) {
        got = receive(stream->fd, room, sizeof room, MSG_PEEK);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return WEB_STREAM_NOTHING;
        if (got <= 0 && stream->bytes.length == 0)
            return WEB_STREAM_CLOSED;
        if (got <= 0) /* a last line without an end */
            return hand_out(stream, stream->bytes.length, text, length);
        buffer_append(&stream->bytes, room, (size_t)got);
    }
    return hand_out(stream, size, text, length);
}

/* ---- Acknowledging ------------------------------------------------------- */

static void take_out(const struct web_stream *stream, size_t size)
{
    char ignored[4096];

    while (size > 0) {
        size_t part = size < sizeof ignored ? size : sizeof ignored;
        ssize_t got = receive(stream->fd, ignored, part, 0);

        if (got <= 0)
            return;
        size -= (size_t)got;
    }
}

bool web_stream_acknowledge(struct web_stream *stream, uint64_t number)
{
    size_t lines, size, sum = 0;

    if (number > stream->looked)
        return false;
    if (number <= stream->acknowledged)
        return true;
    lines = (size_t)(number - stream->acknowledged);
    for (size_t i = 0; i < lines; i++) {
        memcpy(&size, stream->sizes.data + i * sizeof size, sizeof size);
        sum += size;
    }
    buffer_drop(&stream->sizes, lines * sizeof size);
    stream->acknowledged = number;
    take_out(stream, sum);
    return true;
}

void web_stream_rewind(struct web_stream *stream)
{
    buffer_clear(&stream->bytes);
    buffer_clear(&stream->sizes);
    stream->used = 0;
    stream->looked = stream->acknowledged;
    look_from_the_start(stream);
}
