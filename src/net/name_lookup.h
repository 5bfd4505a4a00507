/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* name_lookup: getaddrinfo, in this process or in a child that can be killed
 * when it takes too long. */
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

/* What came of a look-up. */
struct name_outcome {
    int code;   /* of getaddrinfo: 0, or EAI_... */
    int number; /* errno, with EAI_SYSTEM */
};

/* Look up, adding what is found to `list`; takes as long as the system likes,
 * which with AI_NUMERICHOST or AI_PASSIVE is no time. */
struct name_outcome name_lookup_here(const struct name_lookup *lookup,
                                     struct address_list *list);

/* The same in a child process, until `deadline` on the monotonic clock.
 * Returns 0 with `outcome` set; or -1 with errno set: ETIMEDOUT when the
 * deadline has passed, ECANCELED when `waiter` has called it off.  The child
 * is gone in any case. */
int name_lookup_in_child(const struct name_lookup *lookup, int64_t deadline,
                         const struct waiter *waiter, struct address_list *list,
                         struct name_outcome *outcome);

#endif
