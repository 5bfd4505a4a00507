/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sender_private: the sender's state, and what its files do for each other.
 * Private to sender.c (sending, and the loop), sender_closing.c (acknowledging,
 * and the close), sender_input.c (the user's input), sender_resume.c (a broken
 * link), sender_silence.c (a side that sends nothing) and sender_events.c
 * (waiting).  For the main thread only. */
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
    struct send_queue queue;  /* text and frames to be sent */
    struct delivery delivery; /* text that was sent and may not have arrived */
    size_t allowance;         /* bytes of input that may still be taken */
    bool is_opened;           /* it is known how to talk: sending may begin */
    bool must_wait;           /* the transport takes nothing now */
    bool is_leaving;          /* the user wants to end the conversation */
    bool is_input_over;       /* no more lines are taken... */
    bool drains;              /* ...but an editor's keys are still read */
    bool has_end_command;     /* "%end%" or /end was typed: text after it is
                                 not sent */
    bool is_half_closed;      /* everything is sent, and the other side knows */
    bool is_confirmed;        /* closing the connection loses nothing now */
    bool is_broken;           /* sending has failed */
    bool is_down;             /* the link is broken: the transport must not be
                                 used */
    uint64_t repeat_at;       /* text from here... */
    uint64_t repeat_end;      /* ...to here must be sent a second time */
    bool receiver_ended;      /* no more text will come */
    bool receiver_closed;     /* nor anything else: the receiver has ended */
    bool input_ended;         /* all of the input has been read */
    bool gave_up;             /* the close timer ran out, or the user asked
                                 for the end a second time */
    bool sent_after_end;      /* something was sent after the other side had
                                 ended its stream */
    bool takes_last_lines;    /* the other side has ended: lines that a person
                                 has typed by now are still sent */
    uint64_t acknowledged;    /* at the last step of the lingering close */
    bool knows_silence;       /* the other side has sent nothing in time, and
                                 the user has been told */
    bool consents;            /* the user agrees to send lines in plain */
    unsigned enters;          /* terminal->input.enters at the last look */
    int64_t lone_end_at;      /* when the end of a pipe may be sent without
                                 any text */
    unsigned busy;            /* how many waits found something at once */
    bool has_frames;          /* this is charla/1 */
    struct ack ack;           /* ...how much of the other side's text must be
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

/* Begin to send, if that is allowed now and has not been done. */
void sender_begin(struct sender *sender);

/* The user wants to end the conversation: send the lines that were typed,
 * including those that an editor has read ahead, then a goodbye. */
void sender_leave(struct sender *sender);

/* Nothing can be sent any more.  The receiver gets some time, because the other
 * side may have said why. */
void sender_fail(struct sender *sender);

/* ---- sender_closing.c ---------------------------------------------------- */

/* From now on send in frames, beginning with HELLO. */
void sender_use_frames(struct sender *sender);

/* Make HELLO the next frame.  It is the first one over a link, except for
 * RESUMED. */
void sender_add_hello(struct sender *sender);

/* In charla/1: acknowledge the text that the receiver has shown, if an ACK is
 * due. */
void sender_acknowledge(struct sender *sender);

/* A timeout for poll: how long until an ACK is due, in ms; -1: none is. */
int sender_ack_left(const struct sender *sender);

/* To be called before a stretch is sent, because the other side may acknowledge
 * it at any time afterwards. */
void sender_announce(struct sender *sender);

/* Everything is sent: half-close.  In charla/1 this waits until each side has
 * all of the other's text. */
void sender_half_close(struct sender *sender);

/* Is everything sent, the other side's stream over, and the connection kept
 * open only until all is acknowledged? */
bool sender_is_confirming(const struct sender *sender);

/* One step of that. */
void sender_confirm(struct sender *sender);

/* The receiver has ended, whatever the other side may still send. */
void sender_on_closed(struct sender *sender);

/* ---- sender_resume.c ----------------------------------------------------- */

/* Is so much text kept for sending it again that no more input may be taken? */
bool sender_keeps_enough(const struct sender *sender);

/* Drop text that is acknowledged. */
void sender_note_acknowledged(struct sender *sender);

/* Sending has found the link broken.  Returns false if the conversation cannot
 * be resumed. */
bool sender_break(struct sender *sender, const struct error *why);

/* The link is broken: stop using it, and keep the text that is typed. */
void sender_suspend(struct sender *sender);

/* There is a new link: go on from where the other side is. */
void sender_restore(struct sender *sender);

/* Is everything confirmed except the other side's close_notify?  Only that says
 * that it has ours: a relay may have acknowledged that and then have been cut
 * off. */
bool sender_awaits_goodbye(struct sender *sender);

/* If text must be sent a second time, send that next. */
void sender_repeat(struct sender *sender);

/* ---- sender_input.c ------------------------------------------------------ */

/* If a line "%end%" is held and will not be sent soon, leave. */
void sender_take_typed_end(struct sender *sender);

/* The other side has ended.  End the input after the lines that have been typed
 * by now, or the bytes that the pipe holds now. */
void sender_limit_input(struct sender *sender);

/* Add the rest of the input to the counts in the ending. */
void sender_count_unread(const struct sender *sender);

/* Is there room for more input? */
bool sender_has_room(const struct sender *sender);

/* Should input be read when it comes? */
bool sender_wants_input(const struct sender *sender);

/* Read the input that has come. */
void sender_read_input(struct sender *sender);

/* Tell the other side that the user is typing, if both sides want that and it
 * is time to. */
void sender_tell_typing(struct sender *sender);

/* "%end%" was found in the input: leave, and tell the user if text follows. */
void sender_take_end(struct sender *sender);

/* ---- sender_silence.c ---------------------------------------------------- */

/* Before the conversation is open: may text be sent in plain to a side that has
 * sent nothing?  Returns true only once, when sending has to begin. */
bool sender_may_talk_to_silence(struct sender *sender);

/* Has the user been told about the silence, and not agreed to plain yet? */
bool sender_waits_for_consent(const struct sender *sender);

/* Text was read: keep it if it has to wait.  Returns false if it can be sent as
 * usual. */
bool sender_keep_for_consent(struct sender *sender, size_t length);

/* Input was read that was no text: it may have been the Enter by which the user
 * agrees. */
void sender_note_enter(struct sender *sender);

/* A timeout for poll: how long until the end of a pipe may be sent without any
 * text, in ms; -1: there is none to send. */
int sender_silence_left(const struct sender *sender);

/* ---- sender_events.c ----------------------------------------------------- */

/* No more lines are taken.  An editor goes on reading keys, to drop them and
 * to see Ctrl-C. */
void sender_drain(struct sender *sender);

/* Wait until something happens, and act on it. */
void sender_wait(struct sender *sender);

#endif
