/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* send_queue: puts what is to be sent in order: our name, the user's text, the
 * goodbye.  Pure: input goes in, stretches of bytes to send come out. */
#ifndef CHARLA_SEND_QUEUE_H
#define CHARLA_SEND_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct framer;

/* Fill with send_queue_init; the fields below are to be read only. */
struct send_queue {
    struct framer *framer; /* what was typed and is not sent yet */
    struct buffer name;    /* the line that tells our name */
    struct buffer escaped; /* text in which each "%" at the beginning of a line
                              is doubled, gathered to be sent at once */
    struct buffer text;    /* see send_queue_text */

    /* The stretch to send next; borrowed from the framer, from `escaped`, or
     * constant. */
    const char *data;
    size_t length;
    bool is_text;    /* it is the user's, not our name or goodbye */
    bool is_escaped; /* it is in `escaped` */
    bool line_begins; /* then: a "%" at its beginning is not the user's */
    bool escapes;     /* charla/1 is spoken */

    bool has_ended;    /* no input will be put in any more */
    bool end_typed;    /* "%end%" was in the input */
    bool wants_goodbye; /* a goodbye is to be sent, or has been */
    bool goodbye_sent;
    bool mid_line;     /* the text sent last did not end a line */
};

void send_queue_init(struct send_queue *queue);
void send_queue_release(struct send_queue *queue);

/* Send in charla/1 from now on, and first tell the name, if it is not NULL.
 * To be called before anything is sent. */
void send_queue_encrypt(struct send_queue *queue, const char *name);

/* Room for `*size` bytes of input, and `length` bytes put there.  Only when
 * nothing is to be sent. */
char *send_queue_space(struct send_queue *queue, size_t *size);
void send_queue_commit(struct send_queue *queue, size_t length);

/* No more input will come; `farewell`: end with a goodbye. */
void send_queue_end(struct send_queue *queue, bool farewell);

enum send_queue_state {
    SEND_QUEUE_SEND,      /* there is a stretch to send */
    SEND_QUEUE_EMPTY,     /* nothing now */
    SEND_QUEUE_END_TYPED, /* "%end%" has just been found: send_queue_end is due
                           */
    SEND_QUEUE_GOODBYE,   /* all text is sent, the stretch is the goodbye */
    SEND_QUEUE_DONE,      /* everything is sent */
};

/* Find the next stretch.  Of what follows "%end%" nothing is sent. */
enum send_queue_state send_queue_next(struct send_queue *queue);

/* Of the first `*length` bytes of the stretch, the user's text, `*length`
 * bytes of it then.  Borrowed until the next call. */
const char *send_queue_text(struct send_queue *queue, size_t *length);

/* `length` bytes of the stretch have been sent. */
void send_queue_sent(struct send_queue *queue, size_t length);

/* How many bytes of input are held, the stretch left out. */
size_t send_queue_held(const struct send_queue *queue);

/* How many lines of input are held. */
size_t send_queue_lines(const struct send_queue *queue);

/* Before anything is sent: if a line "%end%" is held, drop it and all that
 * follows it, and return true. */
bool send_queue_drop_end(struct send_queue *queue);

/* Append the text that was not sent; what follows "%end%" was not meant. */
void send_queue_append_unsent(const struct send_queue *queue,
                            struct buffer *out);

#endif
