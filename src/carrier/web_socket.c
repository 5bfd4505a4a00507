/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wslay/wslay.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "carrier/web_message.h"

/* With this much in the queue, in bytes, nothing more is added; and nothing is
 * read, so that pings cannot make it grow either. */
#define QUEUE_FULL ((size_t)64 * 1024)
#define QUEUE_MESSAGES 256

struct web_socket {
    int fd;
    struct address address;
    struct web_socket_owner owner;
    struct buffer early; /* bytes to be read before those of the connection */
    wslay_event_context_ptr frames;
    bool is_broken;   /* it can no longer be read or written */
    bool is_garbled;  /* the bytes that come are no valid frames */
    bool is_closing;  /* this side has sent a close */
    bool is_held;     /* there may be more to read */
    bool is_draining; /* all is sent; wait until the other end closes */
};

/* ---- What wslay asks for ------------------------------------------------- */

static bool may_read(const struct web_socket *socket)
{
    return web_socket_has_room(socket) &&
           (socket->is_closing ||
            socket->owner.may_receive(socket->owner.context));
}

static ssize_t read_early(struct web_socket *socket, uint8_t *room,
                          size_t size)
{
    size_t length =
        socket->early.length < size ? socket->early.length : size;

    memcpy(room, socket->early.data, length);
    buffer_drop(&socket->early, length);
    return (ssize_t)length;
}

/* Report a failure to wslay: temporary (`is_passing`), or final. */
static ssize_t fail(wslay_event_context_ptr frames, bool is_passing)
{
    wslay_event_set_error(frames, is_passing ? WSLAY_ERR_WOULDBLOCK
                                             : WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static bool must_wait(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ||
           errno == ENOMEM;
}

static ssize_t receive(wslay_event_context_ptr frames, uint8_t *room,
                       size_t size, int flags, void *context)
{
    struct web_socket *socket = context;
    ssize_t length;

    (void)flags;
    if (!may_read(socket)) {
        socket->is_held = true;
        return fail(frames, true);
    }
    if (socket->early.length > 0)
        return read_early(socket, room, size);
    do
        length = recv(socket->fd, room, size, 0);
    while (length < 0 && errno == EINTR);
    if (length <= 0 && !(length < 0 && must_wait()))
        socket->is_broken = true;
    return length > 0 ? length : fail(frames, !socket->is_broken);
}

static ssize_t transmit(wslay_event_context_ptr frames, const uint8_t *data,
                        size_t length, int flags, void *context)
{
    struct web_socket *socket = context;
    int more = flags & WSLAY_MSG_MORE ? MSG_MORE : 0;
    ssize_t sent;

    do
        sent = send(socket->fd, data, length, MSG_NOSIGNAL | more);
    while (sent < 0 && errno == EINTR);
    return sent >= 0 ? sent : fail(frames, must_wait());
}

static void take(wslay_event_context_ptr frames,
                 const struct wslay_event_on_msg_recv_arg *message,
                 void *context)
{
    struct web_socket *socket = context;

    (void)frames;
    if (web_socket_is_closing(socket) ||
        wslay_is_ctrl_frame(message->opcode))
        return;
    if (message->opcode == WSLAY_TEXT_FRAME)
        socket->owner.receive(socket->owner.context, socket,
                           (const char *)message->msg, message->msg_length);
    else
        web_socket_close(socket, WSLAY_CODE_UNSUPPORTED_DATA);
}

/* Check that the body of a close frame is empty or has a code of two bytes (RFC
 * 6455 section 5.5.1); wslay does not check that. */
static void look_at_frame(wslay_event_context_ptr frames,
                          const struct wslay_event_on_frame_recv_start_arg *it,
                          void *context)
{
    (void)frames;
    if (it->opcode == WSLAY_CONNECTION_CLOSE && it->payload_length == 1)
        web_socket_close(context, WSLAY_CODE_PROTOCOL_ERROR);
}

/* ---- The socket ---------------------------------------------------------- */

struct web_socket *web_socket_new(int fd, const struct address *address,
                                  const struct web_socket_owner *owner,
                                  const void *early, size_t length)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = receive,
        .send_callback = transmit,
        .on_frame_recv_start_callback = look_at_frame,
        .on_msg_recv_callback = take,
    };
    struct web_socket *socket = memory_zeroed(sizeof *socket);

    socket->fd = fd;
    socket->address = *address;
    socket->owner = *owner;
    if (length > 0)
        buffer_append(&socket->early, early, length);
    if (wslay_event_context_server_init(&socket->frames, &callbacks, socket) <
        0)
        abort();
    wslay_event_config_set_max_recv_msg_length(socket->frames,
                                               WEB_MESSAGE_MAX);
    return socket;
}

void web_socket_free(struct web_socket *socket)
{
    if (!socket)
        return;
    wslay_event_context_free(socket->frames);
    buffer_release(&socket->early);
    close(socket->fd);
    free(socket);
}

const struct address *web_socket_address(const struct web_socket *socket)
{
    return &socket->address;
}

static void send_queued(struct web_socket *socket)
{
    if (wslay_event_want_write(socket->frames) &&
        wslay_event_send(socket->frames) < 0)
        socket->is_broken = true;
}

/* Send a close because the browser's bytes are no valid frames; wslay does not.
 * This is done only if nothing else waits to be sent, so that it does not get
 * into the middle of a frame. */
static void close_garbled(struct web_socket *socket)
{
    static const unsigned char frame[] = {
        0x80 | WSLAY_CONNECTION_CLOSE,
        2,
        WSLAY_CODE_PROTOCOL_ERROR >> 8,
        WSLAY_CODE_PROTOCOL_ERROR & 0xff,
    };

    wslay_event_shutdown_write(socket->frames);
    if (send(socket->fd, frame, sizeof frame, MSG_NOSIGNAL) < 0)
        socket->is_broken = true;
}

/* Read and write what is possible.  If a page breaks RFC 6455, wslay reads no
 * more and sends a close with the code of section 7.4.1, except when the bytes
 * are no valid frames. */
static void move(struct web_socket *socket)
{
    bool is_between;

    send_queued(socket);
    is_between = !wslay_event_want_write(socket->frames);
    if (!socket->is_broken && !socket->is_garbled &&
        wslay_event_want_read(socket->frames) &&
        wslay_event_recv(socket->frames) < 0) {
        socket->is_garbled = true;
        if (is_between && !socket->is_broken)
            close_garbled(socket);
    }
    if (!socket->is_broken)
        send_queued(socket);
}

/* Read until the other end has closed too: closing at once would send a reset,
 * which could overtake our last message. */
static bool drain(const struct web_socket *socket)
{
    char ignored[4096];
    ssize_t length;

    do
        length = recv(socket->fd, ignored, sizeof ignored, 0);
    while (length > 0 || (length < 0 && errno == EINTR));
    return length < 0 && must_wait();
}

bool web_socket_step(struct web_socket *socket)
{
    do {
        socket->is_held = false;
        if (!socket->is_draining)
            move(socket);
    } while (!socket->is_broken && socket->is_held && may_read(socket));
    if (socket->is_broken)
        return false;
    if ((wslay_event_want_read(socket->frames) && !socket->is_garbled) ||
        wslay_event_want_write(socket->frames))
        return true;
    if (!socket->is_draining)
        (void)shutdown(socket->fd, SHUT_WR);
    socket->is_draining = true;
    return drain(socket);
}

/* Note a failure of wslay.  That it queues nothing after a close is none: it
 * may have sent one by itself. */
static void note(struct web_socket *socket, int result)
{
    if (result < 0 && result != WSLAY_ERR_NO_MORE_MSG)
        socket->is_broken = true;
}

void web_socket_send(struct web_socket *socket, const char *text,
                    size_t length)
{
    const struct wslay_event_msg message = {
        .opcode = WSLAY_TEXT_FRAME,
        .msg = (const uint8_t *)text,
        .msg_length = length,
    };

    if (!web_socket_is_closing(socket))
        note(socket, wslay_event_queue_msg(socket->frames, &message));
}

bool web_socket_has_room(const struct web_socket *socket)
{
    return wslay_event_get_queued_msg_length(socket->frames) < QUEUE_FULL &&
           wslay_event_get_queued_msg_count(socket->frames) < QUEUE_MESSAGES;
}

void web_socket_close(struct web_socket *socket, uint16_t code)
{
    if (!web_socket_is_closing(socket))
        note(socket, wslay_event_queue_close(socket->frames, code, NULL, 0));
    socket->is_closing = true;
}

bool web_socket_is_closing(const struct web_socket *socket)
{
    return socket->is_closing || socket->is_garbled ||
           !wslay_event_get_read_enabled(socket->frames);
}

bool web_socket_was_left(const struct web_socket *socket)
{
    return wslay_event_get_close_received(socket->frames);
}
