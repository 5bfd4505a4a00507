/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ack: decides when to acknowledge the other side's TEXT (doc/protocol.md,
 * "charla/1: frames").  Pure: positions and the time are passed in.
 *
 * A position counts the bytes of TEXT since the beginning of the
 * conversation.  Times are in ms on a clock that never goes back. */
#ifndef CHARLA_ACK_H
#define CHARLA_ACK_H

#include <stdbool.h>
#include <stdint.h>

/* An ACK is due when this many bytes have been handled since the last one, or
 * this long, in ms, after the first of them. */
#define ACK_BYTES ((uint64_t)256 * 1024)
#define ACK_DELAY_MS 1000

/* Start as {0}. */
struct ack {
    uint64_t handled; /* all TEXT up to here is shown, or written out */
    uint64_t told;    /* the position in the last ACK */
    int64_t due_at;   /* with handled > told: when the next one is due */
};

/* All TEXT up to `handled` is shown, or written out. */
void ack_note(struct ack *ack, uint64_t handled, int64_t now_ms);

/* No more TEXT will come: if anything is not acknowledged yet, an ACK is due at
 * once. */
void ack_soon(struct ack *ack, int64_t now_ms);

/* There is a new link.  It is not known whether the last ACK has arrived, so
 * another one is due at once. */
void ack_restart(struct ack *ack, int64_t now_ms);

/* In how many ms is an ACK due?  0: now; -1: not at all. */
int ack_left(const struct ack *ack, int64_t now_ms);

/* An ACK is being sent: returns the position for it. */
uint64_t ack_take(struct ack *ack);

#endif
