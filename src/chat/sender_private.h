/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sender_private: the sender's state, and what its files do for each
 * other.  Private to sender.c (sending, and the loop), sender_closing.c
 * (acknowledging, and the close), sender_input.c (what the user types) and
 * sender_events.c (what is waited for).  All of it is main's alone. */
#ifndef CHARLA_SENDER_PRIVATE_H
#define CHARLA_SENDER_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/close_timer.h"
#include "chat/delivery.h"
#include "chat/typing.h"
#include "wire/ack.h"
#include "wire/send_queue.h"

struct ending;
struct error;
struct files;
struct session;
struct terminal;

struct sender {
    struct session *session;
    struct terminal *terminal;
    struct send_queue queue;  /* what is to be sent */
    struct delivery delivery; /* what was sent and may not have arrived */
    size_t allowance;         /* bytes of input that may still be taken */
    bool is_opened;           /* it is known how to talk: sending may begin */
    bool must_wait;           /* the transport takes nothing now */
    bool is_leaving;          /* the user wants to end the conversation */
    bool is_input_over;       /* no more lines are taken */
    bool drains;              /* ...but an editor's keys are read */
    bool has_end_command;     /* "%end%" or /end was typed: what follows it is
                                 not to be sent */
    bool is_half_closed;      /* everything is sent, and the other side knows */
    bool is_confirmed;        /* closing the connection loses nothing now */
    bool is_broken;           /* sending has failed */
    bool is_down;             /* the link is broken: the transport is not to
                                 be touched */
    uint64_t repeat_at;       /* text from here... */
    uint64_t repeat_end;      /* ...to here is to be sent a second time */
    bool receiver_ended;      /* no more text will come */
    bool receiver_closed;     /* nor anything else: the receiver is done */
    bool input_ended;         /* all of the input has been read */
    bool gave_up;             /* the close timer ran out, or the user asked
                                 for the end a second time */
    bool sent_after_end;      /* something was sent after the other side had
                                 ended its stream */
    bool takes_last_lines;    /* the other side has ended: what a person has
                                 typed by now is still sent */
    uint64_t acknowledged;    /* at the last step of the lingering close */
    bool knows_silence;       /* the other side has said nothing in time, and
                                 a person has been told */
    bool consents;            /* and has said that lines may go in plain */
    unsigned enters;          /* terminal->input.enters when last looked at */
    int64_t lone_end_at;      /* when the end of a pipe may go out alone */
    unsigned busy;            /* waits that found something at once */
    bool has_frames;          /* this is charla/1 */
    struct ack ack;           /* ...and what of the other side's text is to be
                                 acknowledged */
    bool is_composing;        /* a key was pressed in a message, and the other
                                 side does not know yet */
    struct typing typing;     /* ...and who is told that the user types */
    struct files *files;      /* ...and its files; NULL: this is plain */
    size_t file_share;        /* bytes of files that may still be sent until
                                 other things have had their turn */
    struct close_timer close_timer; /* limits the wait at the end */
    struct ending *ending;          /* the result */
};

/* ---- sender.c ------------------------------------------------------------ */

/* The user wants to end the conversation: what is typed is sent, then a
 * goodbye.  Lines that an editor has read ahead go first. */
void sender_leave(struct sender *sender);

/* Nothing can be sent any more; the receiver gets some time to read what the
 * other side may still say about it. */
void sender_fail(struct sender *sender);

/* ---- sender_closing.c ---------------------------------------------------- */

/* From now on what is sent goes in frames, HELLO first. */
void sender_use_frames(struct sender *sender);

/* The next frame is HELLO: the first one over a link, but for RESUMED. */
void sender_add_hello(struct sender *sender);

/* In charla/1: acknowledge what the receiver has shown, if it is time to. */
void sender_acknowledge(struct sender *sender);

/* For poll: how long until that is due, in ms; -1: it is not. */
int sender_ack_left(const struct sender *sender);

/* Before a stretch is sent: the other side may acknowledge it at any time. */
void sender_announce(struct sender *sender);

/* Everything is sent: tell the other side that this was all.  In charla/1 that
 * waits until each side has all of the other's text. */
void sender_half_close(struct sender *sender);

/* Is everything sent, the other side's stream over, and the connection kept
 * open only until all is acknowledged? */
bool sender_is_confirming(const struct sender *sender);

/* One step of that. */
void sender_confirm(struct sender *sender);

/* The receiver is done, whatever more the other side may send. */
void sender_on_closed(struct sender *sender);

/* ---- sender_resume.c ----------------------------------------------------- */

/* Is so much text kept for sending it again that no more may be taken in? */
bool sender_keeps_enough(const struct sender *sender);

/* Text that is acknowledged is kept no longer. */
void sender_note_acknowledged(struct sender *sender);

/* Sending has found the link broken.  False: the conversation cannot outlive
 * it. */
bool sender_break(struct sender *sender, const struct error *why);

/* The link is broken: stop using it, and keep what is typed. */
void sender_suspend(struct sender *sender);

/* There is a new one: go on from where the other side is. */
void sender_restore(struct sender *sender);

/* Is everything confirmed, and yet the last word of the other side, its
 * close_notify, to be waited for?  Only that says that ours has come: a relay
 * may have acknowledged it and then have been cut off. */
bool sender_awaits_goodbye(struct sender *sender);

/* If text is to be sent a second time, it is next. */
void sender_repeat(struct sender *sender);

/* ---- sender_input.c ------------------------------------------------------ */

/* A line "%end%" is held that nothing will hand out soon: leave. */
void sender_take_typed_end(struct sender *sender);

/* The other side has ended and takes no more than what is typed, or what the
 * pipe holds, by now: end the input behind that. */
void sender_limit_input(struct sender *sender);

/* Count in the ending what is left of the input. */
void sender_count_unread(const struct sender *sender);

/* Is there room for more input? */
bool sender_has_room(const struct sender *sender);

/* Is input to be read when it comes? */
bool sender_wants_input(const struct sender *sender);

/* Read what is there. */
void sender_read_input(struct sender *sender);

/* Tell the other side that the user is typing, if both sides want that and it
 * is time to. */
void sender_tell_typing(struct sender *sender);

/* "%end%" was found in the input: leave, and say so if something follows. */
void sender_take_end(struct sender *sender);

/* ---- sender_silence.c ---------------------------------------------------- */

/* While it is not opened: may what is typed be sent, in plain, to a side that
 * has said nothing?  True only once, when sending has to begin. */
bool sender_may_talk_to_silence(struct sender *sender);

/* Has the person been told, and not agreed to that? */
bool sender_waits_for_consent(const struct sender *sender);

/* Text was read; keep it if it has to wait.  False: it is to be sent as
 * usual. */
bool sender_keep_for_consent(struct sender *sender, size_t length);

/* Input was read, and it was no text: it may have been the Enter that says
 * "send". */
void sender_note_enter(struct sender *sender);

/* For poll: how long until the end of a pipe may go out alone, in ms; -1:
 * there is no such end. */
int sender_silence_left(const struct sender *sender);

/* ---- sender_events.c ----------------------------------------------------- */

/* No more lines are taken.  An editor goes on reading keys, to drop them and
 * to see Ctrl-C. */
void sender_drain(struct sender *sender);

/* Wait until something happens, and act on it. */
void sender_wait(struct sender *sender);

#endif
