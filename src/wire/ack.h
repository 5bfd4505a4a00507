/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ack: decides when to acknowledge the other side's TEXT (doc/protocol.md,
 * "charla/1: frames").  Pure: positions and the time come in.
 *
 * A position counts the bytes of TEXT since the beginning of the
 * conversation.  Times are in ms on a clock that never goes back. */
#ifndef CHARLA_ACK_H
#define CHARLA_ACK_H

#include <stdbool.h>
#include <stdint.h>

/* An ACK goes out when so many bytes are handled that none has told yet, or
 * so long after the first of them. */
#define ACK_BYTES ((uint64_t)256 * 1024)
#define ACK_DELAY_MS 1000

/* Start as {0}. */
struct ack {
    uint64_t handled; /* all TEXT up to here is shown, or written out */
    uint64_t told;    /* what the last ACK said */
    int64_t due_at;   /* with handled > told: when the next one is due */
};

/* All TEXT up to `handled` is shown, or written out. */
void ack_note(struct ack *ack, uint64_t handled, int64_t now_ms);

/* No more TEXT will come: what is not told yet is due at once. */
void ack_hurry(struct ack *ack, int64_t now_ms);

/* A new link: nobody can say which of the earlier ACKs has arrived, so what is
 * handled is told again, at once. */
void ack_restart(struct ack *ack, int64_t now_ms);

/* In how many ms is an ACK due?  0: now; -1: none is. */
int ack_left(const struct ack *ack, int64_t now_ms);

/* An ACK goes out now: the position it is to tell. */
uint64_t ack_take(struct ack *ack);

#endif
