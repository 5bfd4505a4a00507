/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_talk_private.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/socket.h>

#include "carrier/web_socket.h"
#include "carrier/web_talk.h"
#include "text/sanitize.h"
#include "wire/greeting.h"

/* ---- From the page to charla -------------------------------------------- */

static void send_pending(struct web_talk *talk)
{
    while (talk->pending.length > 0) {
        ssize_t sent = send(talk->stream.fd, talk->pending.data,
                            talk->pending.length, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (sent < 0) { /* charla is gone; web_stream_next will report that */
            buffer_clear(&talk->pending);
            return;
        }
        buffer_drop(&talk->pending, (size_t)sent);
    }
}

/* Tell the page what charla has taken. */
static void acknowledge(struct web_talk *talk)
{
    struct buffer words = {0};

    if (!talk->socket || talk->pending.length > 0 ||
        talk->told == talk->taken)
        return;
    buffer_printf(&words, "A %" PRIu64, talk->taken);
    web_socket_send(talk->socket, words.data, words.length);
    buffer_release(&words);
    talk->told = talk->taken;
}

void web_talk_pass_on(struct web_talk *talk)
{
    send_pending(talk);
    acknowledge(talk);
}

/* ---- From charla to the page -------------------------------------------- */

bool web_talk_has_room(const struct web_talk *talk)
{
    return talk->socket && web_socket_has_room(talk->socket);
}

/* Send a line to the page, made safe: valid UTF-8, without control characters
 * and marks that reorder text. */
static void say_line(struct web_talk *talk, const char *text, size_t length)
{
    struct buffer words = {0};

    buffer_printf(&words, "L %" PRIu64 " ", talk->stream.looked);
    sanitize_append(&words, text, length);
    web_socket_send(talk->socket, words.data, words.length);
    buffer_release(&words);
}

static void say_end(struct web_talk *talk)
{
    struct buffer words = {0};

    talk->has_ended = true;
    buffer_printf(&words, "E %" PRIu64, talk->stream.looked);
    web_socket_send(talk->socket, words.data, words.length);
    buffer_release(&words);
}

/* Is this the line by which charla's door says that it is busy? */
static bool is_busy_line(const struct web_stream *stream)
{
    size_t ignored;

    return stream->looked == 1 &&
           greeting_judge(stream->bytes.data, stream->used, &ignored) ==
               GREETING_BUSY;
}

/* Charla has closed the stream. */
static void finish(struct web_talk *talk)
{
    bool has_arrived = talk->stream.acknowledged == talk->stream.looked;

    if (talk->has_ended && !has_arrived)
        return; /* the page has not acknowledged all yet */
    web_talk_end(talk, talk->has_ended || talk->is_leaving ? WEB_CLOSE_ENDED
                                                  : WEB_CLOSE_GONE);
}

/* Send the page the next line.  Returns false if there is none for now, or the
 * conversation is over. */
static bool say_next(struct web_talk *talk)
{
    const char *text;
    size_t length;

    switch (web_stream_next(&talk->stream, &text, &length)) {
    case WEB_STREAM_NOTHING:
        return false;
    case WEB_STREAM_LINE:
        if (is_busy_line(&talk->stream)) {
            web_talk_end(talk, WEB_CLOSE_BUSY);
            return false;
        }
        say_line(talk, text, length);
        return true;
    case WEB_STREAM_END:
        say_end(talk);
        return true;
    case WEB_STREAM_CLOSED:
        finish(talk);
        return false;
    }
    return false;
}

bool web_talk_step(struct web_talk *talk)
{
    if (!talk->is_on)
        return false;
    if (!talk->socket && talk->now() >= talk->gone_at) {
        web_talk_end(talk, WEB_CLOSE_GONE);
        return false;
    }
    web_talk_pass_on(talk);
    if (talk->is_leaving && talk->pending.length == 0) {
        web_talk_end(talk, WEB_CLOSE_ENDED);
        return false;
    }
    while (web_talk_has_room(talk))
        if (!say_next(talk))
            return false;
    return talk->socket != NULL;
}

int web_talk_timeout(const struct web_talk *talk)
{
    int64_t left = talk->gone_at - talk->now();

    if (!talk->is_on || talk->socket)
        return -1;
    return left > 0 ? (int)left : 0;
}
