/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* recent: keeps the last messages of a conversation, so that they can be shown
 * again.  Pure. */
#ifndef CHARLA_RECENT_H
#define CHARLA_RECENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "terminal/speaker.h"

struct framer_piece;

/* How many messages are kept, and how many bytes of each at most. */
#define RECENT_COUNT 20
#define RECENT_BYTES_MAX ((size_t)8 * 1024)

struct recent_message {
    enum speaker who;
    bool begins;        /* not another piece of the message before it */
    long long seconds;  /* when it came, since the Epoch */
    struct buffer text; /* as it came, not made safe */
};

/* Start as {0}; recent_release when done. */
struct recent {
    struct recent_message messages[RECENT_COUNT];
    size_t count; /* of all that were ever added */
};

/* Keep this message, and forget the one that was added RECENT_COUNT before. */
void recent_add(struct recent *recent, enum speaker who, long long seconds,
                const struct framer_piece *piece);

/* Mark with SPEAKER_UNSENT those of the user's messages that are in `lines`,
 * each of which ends with '\n'. */
void recent_mark_unsent(struct recent *recent, const struct buffer *lines);

/* The kept messages in order, 0 first; NULL after the last.  Borrowed until
 * the next call of recent_add. */
const struct recent_message *recent_message(const struct recent *recent,
                                            size_t number);

void recent_release(struct recent *recent);

#endif
