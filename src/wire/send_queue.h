/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* send_queue: puts everything that this side sends into the right order and, in
 * charla/1, into frames: HELLO, acknowledgements, the user's text, the end.
 * Pure: input goes in, stretches of bytes to send come out. */
#ifndef CHARLA_SEND_QUEUE_H
#define CHARLA_SEND_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

struct framer;

/* Fill with send_queue_init; the fields below are to be read only. */
struct send_queue {
    /* The stretch to send next.  If `is_text` it is `header` bytes, then
     * `length - header` bytes of the user's text; otherwise all of it is
     * charla's own.  Borrowed from the queue, or constant. */
    const char *data;
    size_t length;
    size_t header;
    bool is_text;

    bool has_ended;     /* no more input will be put in */
    bool end_typed;     /* "%end%" was in the input */
    bool wants_goodbye; /* a goodbye must be sent, or was sent */
    bool goodbye_sent;

    /* Private to send_queue and send_queue_unsent. */
    struct framer *framer; /* input that is not sent yet */
    const char *text;      /* text that the framer has handed out but that is */
    size_t text_length;    /* in no stretch yet */
    bool has_frames;       /* this is charla/1 */
    bool eof_sent;         /* the frame EOF was sent */
    bool mid_line;         /* the last text sent did not end a line */
    struct buffer frames;  /* charla's own, to be sent before more text */
    struct buffer going;   /* those that are in the current stretch */
};

void send_queue_init(struct send_queue *queue);
void send_queue_release(struct send_queue *queue);

/* Send in frames from now on.  With `takes_end` a line "%end%" in the input
 * ends it, as in plain; otherwise it is text like any other.  To be called
 * before anything is sent, and followed by send_queue_add_hello. */
void send_queue_use_frames(struct send_queue *queue, bool takes_end);

/* With frames: send HELLO with these features and this name; NULL: none. */
void send_queue_add_hello(struct send_queue *queue, uint32_t features,
                          const char *name);

/* With frames: a buffer to which the caller appends whole frames that are to be
 * sent before any more text. */
struct buffer *send_queue_frames(struct send_queue *queue);

/* With frames: send ACK before any more text, also after the end. */
void send_queue_add_ack(struct send_queue *queue, uint64_t position);

/* May input be put in?  Not while text that was taken out of the framer is
 * still to be sent.  charla's own frames, such as those of a file, do not
 * matter: input overtakes them. */
bool send_queue_has_room(const struct send_queue *queue);

/* Where to put at most `*size` bytes of input; and add `length` bytes that were
 * put there.  Only if send_queue_has_room, or before anything is sent. */
char *send_queue_space(struct send_queue *queue, size_t *size);
void send_queue_commit(struct send_queue *queue, size_t length);

/* No more input will come; with `goodbye`, end with a goodbye. */
void send_queue_end(struct send_queue *queue, bool goodbye);

enum send_queue_state {
    SEND_QUEUE_SEND,      /* there is a stretch to send */
    SEND_QUEUE_EMPTY,     /* there is nothing to send now */
    SEND_QUEUE_END_TYPED, /* "%end%" has just been found: send_queue_end is due
                           */
    SEND_QUEUE_GOODBYE,   /* all text is sent, the stretch is the goodbye */
    SEND_QUEUE_DONE,      /* everything is sent */
};

/* Find the next stretch.  Text after "%end%" is never sent. */
enum send_queue_state send_queue_next(struct send_queue *queue);

/* `length` bytes of the stretch have been sent.  Returns how many of them are
 * the user's text, and makes `*text` point to that. */
size_t send_queue_sent(struct send_queue *queue, size_t length,
                       const char **text);

#endif
