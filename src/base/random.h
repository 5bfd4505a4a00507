/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* random: the system's random numbers, good enough for keys. */
#ifndef CHARLA_RANDOM_H
#define CHARLA_RANDOM_H

#include <stddef.h>

/* Fill `room` with at most 256 random bytes.  Returns 0; or -1 with errno
 * set. */
int random_fill(void *room, size_t size);

#endif
