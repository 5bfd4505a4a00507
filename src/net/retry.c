/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/retry.h"

/* The number of the try whose wait is the first of RETRY_MAX_MS. */
#define STEADY 5

void retry_begin(struct retry *retry, int64_t deadline, uint32_t seed)
{
    *retry = (struct retry){.deadline = deadline, .random = seed};
}

/* Xorshift (Marsaglia 2003): good enough to fall out of step, and 0 stays 0. */
static uint32_t next_random(struct retry *retry)
{
    retry->random ^= retry->random << 13;
    retry->random ^= retry->random >> 17;
    retry->random ^= retry->random << 5;
    return retry->random;
}

static int with_jitter(struct retry *retry, int wait_ms)
{
    int range = wait_ms / 5 + 1;

    if (retry->random == 0)
        return wait_ms;
    return wait_ms - range / 2 + (int)(next_random(retry) % (uint32_t)range);
}

int retry_next_ms(struct retry *retry, int64_t now)
{
    unsigned number = retry->tries;
    int wait_ms = number < STEADY ? 500 << number : RETRY_MAX_MS;

    if (number > 0 && now >= retry->deadline)
        return -1;
    if (number < STEADY)
        retry->tries++;
    if (number == 0)
        return 0;
    wait_ms = with_jitter(retry, wait_ms);
    return retry->deadline - now < wait_ms ? (int)(retry->deadline - now)
                                           : wait_ms;
}
