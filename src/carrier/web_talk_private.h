/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_talk_private: the state of the conversation.  Private to web_talk.c,
 * which decides which page takes part in it, and web_talk_lines.c, which moves
 * its lines. */
#ifndef CHARLA_WEB_TALK_PRIVATE_H
#define CHARLA_WEB_TALK_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "carrier/web_message.h"
#include "carrier/web_stream.h"

struct web_socket;

struct web_talk {
    int events; /* base/event_set.h */
    int reports;
    int64_t (*now)(void);
    struct web_socket *socket; /* NULL: the page is away */
    int64_t gone_at;           /* until when an absent page may come back */
    bool is_on;                /* there is a conversation; if not, the fields
                                  below are not valid */
    struct web_stream stream;
    char token[WEB_TOKEN_LENGTH + 1];
    uint64_t taken;        /* how many of the page's lines have been taken */
    uint64_t told;         /* how many of these the page knows of */
    struct buffer pending; /* lines for which charla's socket had no room */
    bool is_leaving;       /* the page has sent its last message */
    bool has_ended;        /* charla has closed the stream */
};

/* End the conversation; this code tells the page why. */
void web_talk_end(struct web_talk *talk, uint16_t code);

/* Send the page's lines on to charla, and tell the page how many charla has
 * taken. */
void web_talk_pass_on(struct web_talk *talk);

#endif
