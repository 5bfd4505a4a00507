/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* receiver_private: the receiver's state, and what its files do for each
 * other.  Private to receiver.c (the thread, and plain text),
 * receiver_frames.c (the frames of charla/1) and receiver_resume.c (a new link
 * when the old one breaks). */
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
    struct framer *framer; /* what has come; in charla/1 only text, and only
                              if it is shown by lines */
    struct spin spin;
    int64_t piece_due; /* when to show the beginning of a line, in ms on the
                          monotonic clock; CLOCK_NEVER: none is held back */
    int64_t typing_due; /* likewise, when to stop showing that the other side
                           is typing; CLOCK_NEVER: that is not shown */
    bool has_ended; /* the other side's text has ended, and main knows */
    bool is_done;   /* there is nothing more to receive */

    /* Of charla/1. */
    char *room; /* bytes to be decoded; NULL: this is plain */
    struct frame_decoder decoder;
    enum received ending; /* how the text ended, with ends_text */
    bool ends_text;       /* END or EOF has been decoded just now */
    bool has_hello;       /* HELLO has come, over this link or another */
    bool is_stranger;     /* the caller wants to resume another conversation */
    uint64_t taken;       /* bytes of TEXT that have come */
    uint64_t woken_at;    /* how many were handled when main was last woken */
};

/* ---- receiver.c ---------------------------------------------------------- */

/* The other side's text has ended: tell main.  Only the first call counts. */
void receiver_end(struct receiver *receiver, enum received how);

/* The text could not be shown: end it, and the receiver. */
void receiver_fail(struct receiver *receiver);

/* Show the lines, or in a pipe the bytes, that the framer has.  Sets `*ends` if
 * there is a line that ends the conversation.  Returns 0, or -1 when the
 * receiver has ended because it could not show them. */
int receiver_show(struct receiver *receiver, bool *ends);

/* ---- receiver_frames.c --------------------------------------------------- */

/* From now on the transport carries frames. */
void receiver_use_frames(struct receiver *receiver);

/* Stop showing that the other side is typing. */
void receiver_end_typing(struct receiver *receiver);

/* The receiver has shown text that it had held back. */
void receiver_note_handled(struct receiver *receiver);

/* Decode `length` bytes that have come into receiver->room. */
void receiver_take_frames(struct receiver *receiver, size_t length);

/* The stream has ended as `how` says. */
void receiver_finish_frames(struct receiver *receiver, enum received how);

/* ---- receiver_resume.c --------------------------------------------------- */

/* Can the conversation outlive its link? */
bool receiver_can_resume(struct receiver *receiver);

/* The link is broken: wait until there is a new one.  If that is given up, the
 * stream has ended. */
void receiver_resume(struct receiver *receiver, const struct error *why);

/* The other side has come back to the door: go on over the new link, even if
 * the old one seems to work. */
void receiver_answer_door(struct receiver *receiver);

#endif
