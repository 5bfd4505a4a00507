/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/random.h"

#include <stdlib.h>
#include <unistd.h>

#ifdef HAVE_SYS_RANDOM_H
#include <sys/random.h>
#endif

int random_fill(void *room, size_t size)
{
#ifdef HAVE_GETENTROPY
    return getentropy(room, size);
#else
    arc4random_buf(room, size); /* it cannot fail */
    return 0;
#endif
}
