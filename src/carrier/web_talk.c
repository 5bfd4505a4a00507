/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_talk.h"

#include <errno.h>
#include <inttypes.h>
#include <nettle/memops.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wslay/wslay.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "carrier/web_message.h"
#include "carrier/web_socket.h"
#include "carrier/web_stream.h"
#include "monitor/monitor_message.h"
#include "monitor/web_report.h"
#include "text/framer_piece.h"
#include "text/sanitize.h"
#include "wire/greeting.h"

/* Lines of the page that charla has not taken: no more is read then. */
#define PENDING_FULL ((size_t)64 * 1024)

struct web_talk {
    int epoll;
    int reports;
    struct web_socket *socket; /* NULL: the page is away */
    int64_t gone_at;           /* then it has until this moment */
    bool is_on;                /* there is a conversation: the rest holds */
    struct web_stream stream;
    char token[WEB_TOKEN_LENGTH + 1];
    uint64_t taken;        /* lines of the page in `pending` or gone */
    uint64_t told;         /* of these, acknowledged to the page */
    struct buffer pending; /* what charla's socket had no room for */
    bool is_leaving;       /* the page has said its last word */
    bool has_ended;        /* charla has */
};

struct web_talk *web_talk_new(int epoll, int reports)
{
    struct web_talk *talk = memory_zeroed(sizeof *talk);

    talk->epoll = epoll;
    talk->reports = reports;
    return talk;
}

void web_talk_free(struct web_talk *talk)
{
    if (talk->is_on)
        web_stream_end(&talk->stream);
    buffer_release(&talk->pending);
    free(talk);
}

/* ---- Beginning and end --------------------------------------------------- */

static bool make_token(char token[WEB_TOKEN_LENGTH + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[WEB_TOKEN_LENGTH / 2];

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++) {
        token[2 * i] = digits[bytes[i] >> 4];
        token[2 * i + 1] = digits[bytes[i] & 15];
    }
    return true;
}

/* Ask charla's door for a conversation with whoever is at this address. */
static bool report_guest(const struct web_talk *talk,
                         const struct web_socket *socket, int stream)
{
    struct monitor_message report = {
        .code = WEB_REPORT_GUEST,
        .length = sizeof(struct address),
    };

    memcpy(report.data, web_socket_address(socket), report.length);
    return monitor_message_send(talk->reports, &report, stream) == 0;
}

/* Returns our end of a new stream to charla, or -1. */
static int open_stream(struct web_talk *talk, const struct web_socket *socket)
{
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
        .data = {.ptr = talk},
    };
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
                   pair) < 0)
        return -1;
    if (epoll_ctl(talk->epoll, EPOLL_CTL_ADD, pair[0], &event) < 0 ||
        !report_guest(talk, socket, pair[1])) {
        close(pair[0]);
        pair[0] = -1;
    }
    close(pair[1]);
    return pair[0];
}

static void welcome(struct web_talk *talk, struct web_socket *socket)
{
    struct buffer words = {0};

    talk->socket = socket;
    buffer_printf(&words, "W %s %" PRIu64, talk->token, talk->taken);
    web_socket_say(socket, words.data, words.length);
    buffer_release(&words);
}

/* The conversation is over.  The page is told first: charla may end, and this
 * process with it, as soon as the stream is closed.  What charla has said and
 * the page has not acknowledged the system reports to charla as lost. */
static void end(struct web_talk *talk, uint16_t code)
{
    if (talk->socket) {
        web_socket_close(talk->socket, code);
        (void)web_socket_step(talk->socket);
    }
    talk->socket = NULL;
    web_stream_end(&talk->stream);
    talk->is_on = false;
}

/* Charla has closed its end, and a page that has not acknowledged its last
 * lines must not keep the next guest out. */
static bool is_abandoned(const struct web_talk *talk)
{
    struct pollfd stream = {.fd = talk->stream.fd};

    return poll(&stream, 1, 0) > 0 && (stream.revents & POLLHUP);
}

static void begin(struct web_talk *talk, struct web_socket *socket)
{
    int stream;

    if (talk->is_on && is_abandoned(talk))
        end(talk, talk->has_ended ? WEB_CLOSE_ENDED : WEB_CLOSE_GONE);
    stream = talk->is_on || !make_token(talk->token)
                     ? -1
                     : open_stream(talk, socket);

    if (stream < 0) {
        web_socket_close(socket, WEB_CLOSE_BUSY);
        return;
    }
    web_stream_begin(&talk->stream, stream);
    buffer_clear(&talk->pending);
    talk->is_on = true;
    talk->is_leaving = talk->has_ended = false;
    talk->taken = talk->told = 0;
    welcome(talk, socket);
}

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
        if (sent < 0) { /* charla is gone, which looking tells */
            buffer_clear(&talk->pending);
            return;
        }
        buffer_drop(&talk->pending, (size_t)sent);
    }
    if (talk->is_leaving)
        (void)shutdown(talk->stream.fd, SHUT_WR);
}

static void acknowledge(struct web_talk *talk)
{
    struct buffer words = {0};

    if (!talk->socket || talk->pending.length > 0 ||
        talk->told == talk->taken)
        return;
    buffer_printf(&words, "A %" PRIu64, talk->taken);
    web_socket_say(talk->socket, words.data, words.length);
    buffer_release(&words);
    talk->told = talk->taken;
}

/* ---- What the page says -------------------------------------------------- */

static void resume(struct web_talk *talk, struct web_socket *socket,
                   const struct web_message *message)
{
    if (!talk->is_on ||
        !memeql_sec(talk->token, message->token, WEB_TOKEN_LENGTH) ||
        !web_stream_acknowledge(&talk->stream, message->number)) {
        web_socket_close(socket, WEB_CLOSE_GONE);
        return;
    }
    if (talk->socket && talk->socket != socket)
        web_socket_close(talk->socket, WEB_CLOSE_TAKEN);
    talk->told = talk->taken;
    web_stream_rewind(&talk->stream);
    welcome(talk, socket);
}

/* A line that comes again was taken already. */
static bool take_line(struct web_talk *talk, const struct web_message *message)
{
    if (message->number > talk->taken + 1 || talk->is_leaving)
        return false;
    if (message->number <= talk->taken)
        return true;
    buffer_append(&talk->pending, message->text, message->length);
    buffer_append_string(&talk->pending, "\n");
    talk->taken++;
    return true;
}

static void leave(struct web_talk *talk)
{
    if (!talk->is_leaving)
        buffer_append_string(&talk->pending, FRAMER_END_LINE "\n");
    talk->is_leaving = true;
}

/* Returns false for what does not belong here. */
static bool obey(struct web_talk *talk, struct web_socket *socket,
                 const struct web_message *message)
{
    if (message->kind == WEB_NEW && talk->socket != socket)
        begin(talk, socket);
    else if (message->kind == WEB_RESUME && talk->socket != socket)
        resume(talk, socket, message);
    else if (talk->socket != socket)
        return false;
    else if (message->kind == WEB_LINE)
        return take_line(talk, message);
    else if (message->kind == WEB_ACK)
        return web_stream_acknowledge(&talk->stream, message->number);
    else if (message->kind == WEB_END)
        leave(talk);
    else
        return false;
    return true;
}

void web_talk_hear(struct web_talk *talk, struct web_socket *socket,
                   const char *text, size_t length)
{
    struct web_message message;

    if (!web_message_parse(text, length, &message) ||
        !obey(talk, socket, &message)) {
        web_socket_close(socket, WSLAY_CODE_POLICY_VIOLATION);
        return;
    }
    if (talk->is_on) {
        send_pending(talk);
        acknowledge(talk);
    }
}

bool web_talk_may_hear(const struct web_talk *talk)
{
    return !talk->is_on || talk->pending.length < PENDING_FULL;
}

void web_talk_forget(struct web_talk *talk, struct web_socket *socket)
{
    if (talk->socket != socket)
        return;
    talk->socket = NULL;
    talk->gone_at = clock_monotonic_ms() + (web_socket_was_left(socket)
                                                ? WEB_TALK_LEFT_MS
                                                : WEB_TALK_BROKEN_MS);
}

bool web_talk_has(const struct web_talk *talk, const struct web_socket *socket)
{
    return talk->socket == socket;
}

bool web_talk_has_room(const struct web_talk *talk)
{
    return talk->socket && web_socket_has_room(talk->socket);
}

/* ---- From charla to the page -------------------------------------------- */

/* The text is made valid UTF-8, and safe: a page has no use for controls, nor
 * for marks that reorder a line. */
static void say_line(struct web_talk *talk, const char *text, size_t length)
{
    struct buffer words = {0};

    buffer_printf(&words, "L %" PRIu64 " ", talk->stream.looked);
    sanitize_append(&words, text, length);
    web_socket_say(talk->socket, words.data, words.length);
    buffer_release(&words);
}

static void say_end(struct web_talk *talk)
{
    struct buffer words = {0};

    talk->has_ended = true;
    buffer_printf(&words, "E %" PRIu64, talk->stream.looked);
    web_socket_say(talk->socket, words.data, words.length);
    buffer_release(&words);
}

/* In place of a conversation charla's door may say that it is busy. */
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
        return; /* the page is still to say so */
    end(talk, talk->has_ended || talk->is_leaving ? WEB_CLOSE_ENDED
                                                  : WEB_CLOSE_GONE);
}

/* Hand the page what it can take.  Returns false when that is over. */
static bool say_next(struct web_talk *talk)
{
    const char *text;
    size_t length;

    switch (web_stream_next(&talk->stream, &text, &length)) {
    case WEB_STREAM_NOTHING:
        return false;
    case WEB_STREAM_LINE:
        if (is_busy_line(&talk->stream)) {
            end(talk, WEB_CLOSE_BUSY);
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
    if (!talk->socket && clock_monotonic_ms() >= talk->gone_at) {
        end(talk, WEB_CLOSE_GONE);
        return false;
    }
    send_pending(talk);
    acknowledge(talk);
    while (web_talk_has_room(talk))
        if (!say_next(talk))
            return false;
    return talk->socket != NULL;
}

int web_talk_timeout(const struct web_talk *talk)
{
    return talk->is_on && !talk->socket ? clock_ms_left(talk->gone_at) : -1;
}
