/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* send_queue: puts what goes out into its order and, in charla/1, into
 * frames: HELLO, acknowledgements, the user's text, the end.  Pure: input goes
 * in, stretches to send come out. */
#ifndef CHARLA_SEND_QUEUE_H
#define CHARLA_SEND_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

struct framer;

/* Fill with send_queue_init; the fields below are to be read only. */
struct send_queue {
    /* The stretch to send next: `header` bytes and then `length - header`
     * of the user's text, if `is_text`; else all of it is ours.  Borrowed from
     * the queue or constant. */
    const char *data;
    size_t length;
    size_t header;
    bool is_text;

    bool has_ended;     /* no input will be put in any more */
    bool end_typed;     /* "%end%" was in the input */
    bool wants_goodbye; /* a goodbye is due, or said */
    bool goodbye_sent;

    /* Private to send_queue and send_queue_unsent. */
    struct framer *framer; /* what was typed and is not sent yet */
    const char *text;      /* what the framer has handed out and is in no */
    size_t text_length;    /* stretch yet */
    bool has_frames;       /* this is charla/1 */
    bool eof_sent;         /* the frame EOF */
    bool mid_line;         /* what was sent last did not end a line */
    struct buffer frames;  /* our own, to be sent before more text */
    struct buffer going;   /* those that the stretch consists of */
};

void send_queue_init(struct send_queue *queue);
void send_queue_release(struct send_queue *queue);

/* Send in frames from now on.  To be called before anything is sent, and
 * followed by send_queue_add_hello. */
void send_queue_use_frames(struct send_queue *queue);

/* With frames: send HELLO with these features and this name; NULL: none. */
void send_queue_add_hello(struct send_queue *queue, uint32_t features,
                          const char *name);

/* With frames: a line "%end%" in the input is text like any other. */
void send_queue_ignore_end(struct send_queue *queue);

/* With frames: where to append whole frames that are to be sent before any
 * more text. */
struct buffer *send_queue_frames(struct send_queue *queue);

/* With frames: send ACK before any more text, also after the end. */
void send_queue_add_ack(struct send_queue *queue, uint64_t position);

/* May input be put in?  Not while text that was handed out is left to be sent;
 * but while our own frames are, as those of a file, which input overtakes. */
bool send_queue_has_room(const struct send_queue *queue);

/* Room for `*size` bytes of input, and `length` bytes put there.  Only when
 * send_queue_has_room, or before anything is sent. */
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

/* `length` bytes of the stretch have been sent.  Returns how many of them were
 * the user's text, which `*text` then points to. */
size_t send_queue_sent(struct send_queue *queue, size_t length,
                       const char **text);

#endif
