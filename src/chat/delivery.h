/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* delivery: does what was sent arrive?  Main's, like all of sending.
 *
 * After something was sent it is looked, every few seconds and only until
 * everything is acknowledged, how far it has come; an idle conversation has
 * no timer.  To a person it is told when a line does not get through. */
#ifndef CHARLA_DELIVERY_H
#define CHARLA_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/unacked.h"

struct terminal;
struct transport;

/* After how long a line without an acknowledgement is remarked on, in ms. */
#define DELIVERY_LATE_MS 3000

/* How much longer than the system, which is given the same timeout, one waits
 * before one decides oneself, in ms.  The system does not see every loss: a
 * machine that has lost its address only goes on asking. */
#define DELIVERY_GRACE_MS 5000

struct delivery {
    struct transport *transport; /* borrowed; NULL until there is one */
    struct terminal *terminal;   /* borrowed */
    int timeout_ms;              /* without an answer for so long the other
                                    machine is gone; 0: the system decides */
    struct unacked unacked;        /* a person's lines; a pipe's are counted */
    int64_t look_at;             /* when to look next; 0: not at all */
    bool is_late;                /* the user has been told */
    bool is_lost;                /* the other machine is gone */
    uint64_t acknowledged;       /* as it was at the last look */
    int64_t answered_at;         /* when it last moved, or nothing waited */
    bool is_closed;              /* all text is sent */
    uint64_t end;                /* then: the position where it ends */
};

/* `length` bytes of the user's text have just been taken by the transport. */
void delivery_sent(struct delivery *delivery, const char *text,
                   size_t length);

/* All text is sent; what goes out from now on is only courtesy. */
void delivery_close(struct delivery *delivery);

/* For poll: how long until delivery_look is due, in ms; -1: it is not. */
int delivery_left(const struct delivery *delivery);

/* Look, if it is due, and tell what there is to tell. */
void delivery_look(struct delivery *delivery);

/* The end: how many bytes with text in them are not acknowledged, at most; 0
 * where the system cannot tell.  The unacked then holds the lines. */
size_t delivery_missing(struct delivery *delivery);

void delivery_release(struct delivery *delivery);

#endif
