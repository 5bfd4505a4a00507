/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_talk.h"

#include <inttypes.h>
#include <nettle/memops.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wslay/wslay.h>

#include "base/buffer.h"
#include "base/descriptor.h"
#include "base/event_set.h"
#include "base/memory.h"
#include "base/random.h"
#include "carrier/web_socket.h"
#include "carrier/web_talk_private.h"
#include "monitor/monitor_message.h"
#include "monitor/web_report.h"
#include "text/framer_piece.h"

/* With this much of the page's text waiting for charla, in bytes, no more is
 * read from the page. */
#define PENDING_FULL ((size_t)64 * 1024)

struct web_talk *web_talk_new(int events, int reports, int64_t (*now)(void))
{
    struct web_talk *talk = memory_zeroed(sizeof *talk);

    talk->events = events;
    talk->reports = reports;
    talk->now = now;
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

    if (random_fill(bytes, sizeof bytes) < 0)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++) {
        token[2 * i] = digits[bytes[i] >> 4];
        token[2 * i + 1] = digits[bytes[i] & 15];
    }
    return true;
}

/* Ask charla's door for a conversation with the guest at this address. */
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

/* Open a new stream to charla.  Returns this side's end of it, or -1. */
static int open_stream(struct web_talk *talk, const struct web_socket *socket)
{
    int pair[2];

    if (descriptor_pair(SOCK_STREAM, pair) < 0)
        return -1;
    for (int i = 0; i < 2; i++)
        (void)descriptor_do_not_block(pair[i]);
    if (event_set_add(talk->events, pair[0], EVENT_SET_CHANGES, talk) < 0 ||
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
    web_socket_send(socket, words.data, words.length);
    buffer_release(&words);
}

/* The page is told first, because charla, and with it this process, may end as
 * soon as the stream is closed.  The system tells charla that lines which the
 * page has not acknowledged are lost. */
void web_talk_end(struct web_talk *talk, uint16_t code)
{
    if (talk->socket) {
        web_socket_close(talk->socket, code);
        (void)web_socket_step(talk->socket);
    }
    talk->socket = NULL;
    web_stream_end(&talk->stream);
    talk->is_on = false;
}

/* Has charla closed its end?  Then a page that has not acknowledged its last
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
        web_talk_end(talk, talk->has_ended ? WEB_CLOSE_ENDED : WEB_CLOSE_GONE);
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

/* Take a line of the page; one that comes a second time is ignored. */
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

/* Act on a message of a page.  Returns false if it is not allowed now. */
static bool handle(struct web_talk *talk, struct web_socket *socket,
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

void web_talk_receive(struct web_talk *talk, struct web_socket *socket,
                   const char *text, size_t length)
{
    struct web_message message;

    if (!web_message_parse(text, length, &message) ||
        !handle(talk, socket, &message)) {
        web_socket_close(socket, WSLAY_CODE_POLICY_VIOLATION);
        return;
    }
    if (talk->is_on)
        web_talk_pass_on(talk);
}

bool web_talk_may_receive(const struct web_talk *talk)
{
    return !talk->is_on || talk->pending.length < PENDING_FULL;
}

void web_talk_forget(struct web_talk *talk, struct web_socket *socket)
{
    if (talk->socket != socket)
        return;
    talk->socket = NULL;
    talk->gone_at = talk->now() + (web_socket_was_left(socket)
                                                ? WEB_TALK_LEFT_MS
                                                : WEB_TALK_BROKEN_MS);
}

bool web_talk_has(const struct web_talk *talk, const struct web_socket *socket)
{
    return talk->socket == socket;
}

