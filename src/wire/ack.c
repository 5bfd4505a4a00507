/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/ack.h"

void ack_note(struct ack *ack, uint64_t handled, int64_t now_ms)
{
    /* The time runs from the first byte, so that a trickle of bytes cannot
     * delay the ACK for ever. */
    if (handled > ack->told && ack->handled == ack->told)
        ack->due_at = now_ms + ACK_DELAY_MS;
    ack->handled = handled;
    if (handled - ack->told >= ACK_BYTES)
        ack->due_at = now_ms;
}

void ack_soon(struct ack *ack, int64_t now_ms)
{
    if (ack->handled > ack->told)
        ack->due_at = now_ms;
}

void ack_restart(struct ack *ack, int64_t now_ms)
{
    ack->told = 0;
    ack->due_at = now_ms;
}

int ack_left(const struct ack *ack, int64_t now_ms)
{
    if (ack->handled == ack->told)
        return -1;
    return ack->due_at > now_ms ? (int)(ack->due_at - now_ms) : 0;
}

uint64_t ack_take(struct ack *ack)
{
    ack->told = ack->handled;
    return ack->told;
}
