/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of discovery.c for a charla without Avahi. */
#include <config.h>

#include "monitor/discovery.h"

#include "base/error.h"
#include "base/i18n.h"

bool discovery_is_built_in(void)
{
    return false;
}

static int refuse(struct discovery *discovery, struct error *error)
{
    *discovery = (struct discovery){.fd = -1, .pid = -1};
    error_set(error, _("this charla is built without Avahi, so it cannot find "
                       "people in this network"));
    return -1;
}

int discovery_announce(struct discovery *discovery,
                       const struct discovery_announcement *announcement,
                       struct error *error)
{
    (void)announcement;
    return refuse(discovery, error);
}

int discovery_browse(struct discovery *discovery, const char *code,
                     struct error *error)
{
    (void)code;
    return refuse(discovery, error);
}

void discovery_pause(struct discovery *discovery, bool pause)
{
    (void)discovery;
    (void)pause;
}

bool discovery_next(struct discovery *discovery,
                    struct discovery_event *event)
{
    (void)discovery;
    (void)event;
    return false;
}

void discovery_end(struct discovery *discovery)
{
    (void)discovery;
}
