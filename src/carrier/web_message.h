/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_message: what the page in the browser tells charla-web, one WebSocket
 * text message each.  Pure.
 *
 *     N                   I want to talk
 *     R TOKEN SEEN        I was talking already, and have seen so many lines
 *     L NUMBER TEXT       a line; the first one has the number 1
 *     A NUMBER            I have shown all lines up to this one
 *     E                   I leave
 *
 * and back:
 *
 *     W TOKEN TAKEN       welcome; so many of your lines have been taken
 *     L NUMBER TEXT       a line; it is sent again until it is acknowledged
 *     E NUMBER            the other side has left; it counts as a line
 *     A NUMBER            all your lines up to this one have been taken
 *
 * Why a conversation is over is in the code that closes the WebSocket. */
#ifndef CHARLA_WEB_MESSAGE_H
#define CHARLA_WEB_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest message that is taken from a page, in bytes. */
#define WEB_MESSAGE_MAX ((size_t)65536)

/* A token is so many hexadecimal digits. */
#define WEB_TOKEN_LENGTH 32

/* Codes of RFC 6455 section 7.4.2 for private use. */
enum web_close {
    WEB_CLOSE_ENDED = 4000, /* in order */
    WEB_CLOSE_BUSY = 4001,  /* there is somebody else */
    WEB_CLOSE_GONE = 4002,  /* there is no such conversation (any more) */
    WEB_CLOSE_TAKEN = 4003, /* another page goes on with it */
};

enum web_kind { WEB_NEW, WEB_RESUME, WEB_LINE, WEB_ACK, WEB_END };

struct web_message {
    enum web_kind kind;
    uint64_t number;   /* of a line; with WEB_RESUME: lines seen */
    const char *token; /* borrowed, WEB_TOKEN_LENGTH digits */
    const char *text;  /* of a line; borrowed, without a terminator */
    size_t length;
};

/* Returns false if a page of ours says no such thing.  A line with controls
 * other than tab is no line. */
bool web_message_parse(const char *bytes, size_t length,
                       struct web_message *message);

#endif
