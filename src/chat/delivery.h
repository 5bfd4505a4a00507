/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* delivery: watches whether the text that was sent is acknowledged: in plain by
 * the other machine, in charla/1 by the other charla once it has shown the
 * text or written it out.
 *
 * After sending, delivery looks every few seconds how far the text has come,
 * until all of it is acknowledged; an idle conversation has no timer.  A
 * person is told when a line does not get through.  For the main thread. */
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

/* After how long without an acknowledgement the user is told that a line is
 * late, in ms. */
#define DELIVERY_LATE_MS 3000

/* The system is given the same timeout and usually notices a loss first.  It
 * does not notice every one (a machine that has lost its own address just goes
 * on trying), so delivery decides this much later, in ms. */
#define DELIVERY_GRACE_MS 5000

struct delivery {
    struct transport *transport; /* borrowed; NULL until there is one */
    struct terminal *terminal;   /* borrowed */
    atomic_uint_least64_t *acknowledged_text; /* borrowed: how much TEXT the
                                    other charla has acknowledged, in bytes;
                                    NULL: this is plain */
    int timeout_ms;              /* see is_lost and is_stalled; 0: neither */
    bool must_move;      /* the other side has ended, so only acknowledgements
                            are still waited for */
    bool keeps_text;     /* `unacked` keeps the text: always for a person, for
                            a pipe if it may have to be sent again; otherwise
                            it only counts */
    struct unacked unacked;
    int64_t look_at;     /* when to look next; 0: not at all */
    bool is_late;        /* the user has been told that a line is late */
    bool is_lost;        /* no answer for timeout_ms and the grace: the other
                            machine is gone */
    bool is_stalled;     /* with must_move: the other machine answers, but
                            nothing has moved for timeout_ms */
    uint64_t acknowledged; /* by the other machine at the last look */
    uint64_t shown;      /* by the other charla at the last look */
    int64_t waits_from;  /* lines that were sent earlier wait since then */
    int64_t answered_at; /* when those two last moved, nothing waited, or the
                            other machine answered */
    int64_t moved_at;    /* when those two last moved, or nothing waited */
    uint64_t text;       /* bytes of text that were sent */
    bool is_closed;      /* no more text follows */
    uint64_t end;        /* with is_closed: where it ends in plain */
};

/* The link is broken: delivery stops looking until delivery_resume.  Only in
 * charla/1. */
void delivery_suspend(struct delivery *delivery);
void delivery_resume(struct delivery *delivery, struct transport *transport);

/* The transport has just taken `length` bytes of the user's text. */
void delivery_sent(struct delivery *delivery, const char *text,
                   size_t length);

/* This process was stopped, and has not seen what has come since: all waiting
 * begins again now. */
void delivery_begin_anew(struct delivery *delivery);

/* All text is sent: bytes that are sent from now on do not count as text. */
void delivery_close(struct delivery *delivery);

/* The other side has ended and only waits for the rest of our text: from now
 * on is_stalled may become true. */
void delivery_must_move(struct delivery *delivery);

/* A timeout for poll: how long until delivery_look is due, in ms; -1: it is
 * not. */
int delivery_left(const struct delivery *delivery);

/* Look, if that is due, and tell the user of a line that is late, or that has
 * arrived after all. */
void delivery_look(struct delivery *delivery);

/* Use what another caller of transport_look has found. */
void delivery_note(struct delivery *delivery,
                   const struct transport_link *link);

/* At the end: how many bytes of text are not acknowledged, at most; 0 where
 * the system cannot tell.  For a person, `unacked` then holds their lines. */
size_t delivery_missing(struct delivery *delivery);

void delivery_release(struct delivery *delivery);

#endif
