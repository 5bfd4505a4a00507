/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* receiver_private: the receiver's state, and what its files do for each
 * other.  Private to receiver.c (the thread, and plain text),
 * receiver_frames.c (what charla/1 puts around the text) and
 * receiver_resume.c (how it goes on when the link breaks). */
#ifndef CHARLA_RECEIVER_PRIVATE_H
#define CHARLA_RECEIVER_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/spin.h"
#include "chat/ending.h"
#include "wire/frame.h"

struct framer;
struct session;
struct terminal;

struct receiver {
    struct session *session;
    struct terminal *terminal;
    struct framer *framer; /* what came; in charla/1 only text, and only when
                              it is shown by lines */
    struct spin spin;
    int64_t piece_due; /* when the beginning of a line is shown, in ms of the
                          monotonic clock; CLOCK_NEVER: none is held */
    bool has_ended; /* the other side's text is over, and main knows */
    bool is_done;   /* nothing more is to be received */

    /* Of charla/1. */
    char *room; /* what came, until it is decoded; NULL: this is plain */
    struct frame_decoder decoder;
    enum received ending; /* how the text ended, with ends_text */
    bool ends_text;       /* END or EOF has been decoded just now */
    bool has_hello;       /* HELLO has come, over whatever link */
    bool is_stranger;     /* the caller takes us for somebody else */
    uint64_t taken;       /* bytes of TEXT that have come */
    uint64_t woken_at;    /* how many were handled when main was woken last */
};

/* ---- receiver.c ---------------------------------------------------------- */

/* The other side's text is over; tell main.  Only the first one counts. */
void receiver_end(struct receiver *receiver, enum received how);

/* The text could not be shown: that ends it, and the receiver. */
void receiver_fail(struct receiver *receiver);

/* Show the lines, or the run of bytes, that the framer has.  Returns 0, or -1
 * when the receiver has ended because it could not; sets `*ends` at a line
 * that ends the conversation. */
int receiver_show(struct receiver *receiver, bool *ends);

/* ---- receiver_frames.c --------------------------------------------------- */

/* From now on the transport carries frames. */
void receiver_use_frames(struct receiver *receiver);

/* Text has been shown that was held before. */
void receiver_note_handled(struct receiver *receiver);

/* Act on `length` bytes that have come into receiver->room. */
void receiver_take_frames(struct receiver *receiver, size_t length);

/* The stream is over, in an orderly way or not: `how`. */
void receiver_finish_frames(struct receiver *receiver, enum received how);

/* ---- receiver_resume.c --------------------------------------------------- */

/* Can the conversation outlive its link? */
bool receiver_can_resume(struct receiver *receiver);

/* The link is broken: go on over a new one, however long that takes.  When
 * that is given up, the stream is over. */
void receiver_resume(struct receiver *receiver, const struct error *why);

/* Somebody has come back to the door: let the conversation go on over that
 * link, even if the old one seems to hold. */
void receiver_answer_door(struct receiver *receiver);

#endif
