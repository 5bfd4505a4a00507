/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/link.h"

void link_break(struct link *link)
{
    flag_raise(&link->lost);
}

void link_release(struct link *link)
{
    flag_raise(&link->released);
}

void link_restore(struct link *link, const struct link_resumption *resumption)
{
    flag_lower(&link->lost);
    flag_lower(&link->released);
    link->resumption = *resumption;
    flag_raise(&link->restored);
}

struct link_resumption link_take(struct link *link)
{
    struct link_resumption taken = link->resumption;

    flag_lower(&link->restored);
    return taken;
}
