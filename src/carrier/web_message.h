/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_message: parses the messages that the page in the browser sends to
 * charla-web, each a WebSocket text message.  Pure.
 *
 *     N                   I want to talk
 *     R TOKEN SEEN        I was talking already, and have seen SEEN lines
 *     L NUMBER TEXT       a line; the first one has the number 1
 *     A NUMBER            I have shown all lines up to this one
 *     E                   I leave
 *
 * charla-web sends:
 *
 *     W TOKEN TAKEN       welcome; TAKEN of your lines have been taken
 *     L NUMBER TEXT       a line; it is sent again until it is acknowledged
 *     E NUMBER            the other side has left; it counts as a line
 *     A NUMBER            all your lines up to this one have been taken
 *
 * The code that closes the WebSocket says why the conversation has ended. */
#ifndef CHARLA_WEB_MESSAGE_H
#define CHARLA_WEB_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest message that is taken from a page, in bytes. */
#define WEB_MESSAGE_MAX ((size_t)65536)

/* The length of a token, in hexadecimal digits. */
#define WEB_TOKEN_LENGTH 32

/* The codes that close a WebSocket, from the range for private use (RFC 6455
 * section 7.4.2). */
enum web_close {
    WEB_CLOSE_ENDED = 4000, /* in order */
    WEB_CLOSE_BUSY = 4001,  /* charla is talking with somebody else */
    WEB_CLOSE_GONE = 4002,  /* there is no such conversation, or no longer */
    WEB_CLOSE_TAKEN = 4003, /* another page goes on with the conversation */
};

enum web_kind { WEB_NEW, WEB_RESUME, WEB_LINE, WEB_ACK, WEB_END };

struct web_message {
    enum web_kind kind;
    uint64_t number;   /* of a line; with WEB_RESUME: lines seen */
    const char *token; /* borrowed, WEB_TOKEN_LENGTH digits */
    const char *text;  /* of a line; borrowed, without a terminator */
    size_t length;
};

/* Parse a message.  Returns false if it is invalid; so is a line with control
 * characters other than tab. */
bool web_message_parse(const char *bytes, size_t length,
                       struct web_message *message);

#endif
