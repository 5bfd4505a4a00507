/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* delivery: watches whether what was sent is acknowledged: in plain by the
 * other machine, in charla/1 by the other charla once it has shown the text or
 * written it out.
 *
 * After something was sent, delivery looks every few seconds how far it has
 * come, until everything is acknowledged; an idle conversation has no timer.
 * A person is told when a line does not get through.  Main's alone, as all of
 * sending. */
#ifndef CHARLA_DELIVERY_H
#define CHARLA_DELIVERY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/unacked.h"

struct terminal;
struct transport;
struct transport_link;

/* After how long a line without an acknowledgement is remarked on, in ms. */
#define DELIVERY_LATE_MS 3000

/* The system is given the same timeout and usually notices first.  It does
 * not see every loss (a machine that has lost its own address only goes on
 * asking), so delivery decides this much later, in ms. */
#define DELIVERY_GRACE_MS 5000

struct delivery {
    struct transport *transport; /* borrowed; NULL until there is one */
    struct terminal *terminal;   /* borrowed */
    atomic_uint_least64_t *acknowledged_text; /* borrowed: how much TEXT the
                                    other charla has acknowledged, in bytes;
                                    NULL: this is plain */
    int timeout_ms;              /* see is_lost and is_stalled; 0: neither */
    bool must_move;      /* the other side has ended: there is nothing else to
                            wait for */
    bool keeps_text;     /* `unacked` is kept: a person's always, a pipe's if
                            it may have to be sent again; else it is only
                            counted */
    struct unacked unacked;
    int64_t look_at;     /* when to look next; 0: not at all */
    bool is_late;        /* the user has been told that a line is late */
    bool is_lost;        /* no answer for timeout_ms and the grace: the other
                            machine is gone */
    bool is_stalled;     /* with must_move: the other machine answers, and
                            nothing has moved for timeout_ms */
    uint64_t acknowledged; /* by the other machine at the last look */
    uint64_t shown;      /* by the other charla at the last look */
    int64_t answered_at; /* when those last moved, nothing waited, or the other
                            machine answered */
    int64_t moved_at;    /* when those last moved, or nothing waited */
    uint64_t text;       /* bytes of text that were sent */
    bool is_closed;      /* that is all of it */
    uint64_t end;        /* then: the position where it ends in plain */
};

/* The link is broken: until delivery_resume nothing is looked at.  In charla/1
 * alone. */
void delivery_suspend(struct delivery *delivery);
void delivery_resume(struct delivery *delivery, struct transport *transport);

/* `length` bytes of the user's text have just been taken by the transport. */
void delivery_sent(struct delivery *delivery, const char *text,
                   size_t length);

/* All text is sent: what is sent from now on does not count as text. */
void delivery_close(struct delivery *delivery);

/* The other side has ended, and waits at most for what is still to come: from
 * now on is_stalled may become true. */
void delivery_must_move(struct delivery *delivery);

/* For poll: how long until delivery_look is due, in ms; -1: it is not. */
int delivery_left(const struct delivery *delivery);

/* Look, if it is due, and tell the user what there is to tell. */
void delivery_look(struct delivery *delivery);

/* Take note of a link that was looked at for another reason. */
void delivery_note(struct delivery *delivery,
                   const struct transport_link *link);

/* The end: how many bytes with text in them are not acknowledged, at most; 0
 * where the system cannot tell.  `unacked` then holds a person's lines. */
size_t delivery_missing(struct delivery *delivery);

void delivery_release(struct delivery *delivery);

#endif
