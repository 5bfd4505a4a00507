/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_talk_private: the conversation as its two parts see it: web_talk.c, who
 * takes part in it, and web_talk_lines.c, what is said. */
#ifndef CHARLA_WEB_TALK_PRIVATE_H
#define CHARLA_WEB_TALK_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "carrier/web_message.h"
#include "carrier/web_stream.h"

struct web_socket;

struct web_talk {
    int epoll;
    int reports;
    int64_t (*now)(void);
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

/* The conversation is over, for the reason that this code tells the page. */
void web_talk_end(struct web_talk *talk, uint16_t code);

/* Send what the page has said on to charla, and tell the page how much of it
 * has gone. */
void web_talk_pass_on(struct web_talk *talk);

#endif
