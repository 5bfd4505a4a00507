/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_socket: sends and receives messages over one WebSocket (RFC 6455) with a
 * browser, after its handshake; wslay reads and writes the frames.
 *
 * Nothing here waits.  Memory is bounded: a message has at most WEB_MESSAGE_MAX
 * bytes, and nothing is read from a browser that does not read itself. */
#ifndef CHARLA_WEB_SOCKET_H
#define CHARLA_WEB_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/address.h"

struct web_socket;

/* The owner of the socket, which is told what comes. */
struct web_socket_owner {
    /* A text message, borrowed. */
    void (*receive)(void *context, struct web_socket *socket,
                    const char *text, size_t length);
    /* May more be received now? */
    bool (*may_receive)(void *context);
    void *context;
};

/* Make one.  Takes the connection `fd`, which is non-blocking; `early`, bytes
 * that came after the handshake, is copied; `owner` is borrowed. */
struct web_socket *web_socket_new(int fd, const struct address *address,
                                  const struct web_socket_owner *owner,
                                  const void *early, size_t length);
/* Close the connection and free it; NULL is allowed. */
void web_socket_free(struct web_socket *socket);

const struct address *web_socket_address(const struct web_socket *socket);

/* Receive and send as much as possible.  Returns false when the connection has
 * ended and the socket must be freed. */
bool web_socket_step(struct web_socket *socket);

/* Queue a text message of valid UTF-8. */
void web_socket_send(struct web_socket *socket, const char *text,
                     size_t length);
/* Is there little in the queue? */
bool web_socket_has_room(const struct web_socket *socket);

/* Send a close with this code, and nothing after it.  The caller should wait
 * for the browser's answer, but not longer than WEB_SOCKET_CLOSE_MS. */
void web_socket_close(struct web_socket *socket, uint16_t code);
bool web_socket_is_closing(const struct web_socket *socket);

/* Did the browser close it in order, as when a page is reloaded or left? */
bool web_socket_was_left(const struct web_socket *socket);

#define WEB_SOCKET_CLOSE_MS 2000

#endif
