/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* name_lookup: looks a name up with getaddrinfo, in this process or in a child
 * that can be killed when it takes too long. */
#ifndef CHARLA_NAME_LOOKUP_H
#define CHARLA_NAME_LOOKUP_H

#include <stdint.h>

#include "net/address.h"

struct waiter;

struct name_lookup {
    const char *host; /* without brackets; NULL: the wildcards */
    const char *port; /* a number */
    int family;
    int flags; /* AI_ flags of getaddrinfo, but AI_NUMERICSERV */
};

/* The result of a look-up. */
struct name_outcome {
    int code;   /* of getaddrinfo: 0, or EAI_... */
    int number; /* errno, with EAI_SYSTEM */
};

/* Look up, and add the addresses to `list`.  This has no timeout; with
 * AI_NUMERICHOST or AI_PASSIVE it takes no time. */
struct name_outcome name_lookup_here(const struct name_lookup *lookup,
                                     struct address_list *list);

/* The same in a child process, until `deadline` on the monotonic clock.
 * Returns 0 with `outcome` set; or -1 with errno set: ETIMEDOUT if the deadline
 * has passed, ECANCELED if `waiter` has cancelled the look-up.  The child has
 * ended in any case. */
int name_lookup_in_child(const struct name_lookup *lookup, int64_t deadline,
                         const struct waiter *waiter, struct address_list *list,
                         struct name_outcome *outcome);

#endif
