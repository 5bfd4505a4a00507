/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/announcer.h"

#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "terminal/terminal_notice.h"
#include "text/contact_name.h"
#include "text/peer_name.h"

void announcer_begin(struct announcer *announcer,
                     const struct discovery_announcement *announcement,
                     struct terminal *terminal)
{
    struct error error = {0};

    *announcer = (struct announcer){.discovery = {-1, -1}};
    if (discovery_announce(&announcer->discovery, announcement, &error) < 0)
        terminal_notice(terminal, "%s", error.text);
}

int announcer_fd(const struct announcer *announcer)
{
    return announcer ? announcer->discovery.fd : -1;
}

static void tell_name(struct announcer *announcer, struct terminal *terminal,
                      const char *name)
{
    struct buffer safe = {0};
    char normal[CONTACT_NAME_MAX + 1];

    if (announcer->has_told)
        return;
    announcer->has_told = true;
    peer_name_append_shown(&safe, name, strlen(name));
    buffer_append(&safe, "", 1);
    if (contact_name_normalize(safe.data, normal))
        terminal_notice(terminal,
                        _("this network sees you as %s (charla %s calls you; "
                          "--no-announce hides you)"),
                        safe.data, normal);
    else
        terminal_notice(terminal,
                        _("this network sees you as %s (the menu of charla "
                          "lists you; --no-announce hides you)"),
                        safe.data);
    buffer_release(&safe);
}

void announcer_take(struct announcer *announcer, struct terminal *terminal)
{
    struct discovery_event event;

    if (!discovery_next(&announcer->discovery, &event)) {
        announcer_end(announcer);
        return;
    }
    if (event.kind == DISCOVERY_ANNOUNCED)
        tell_name(announcer, terminal, event.name);
    if (event.kind == DISCOVERY_FAILED)
        terminal_notice(terminal, _("cannot announce in this network that you "
                                    "are waiting: %s"),
                        event.name);
}

void announcer_end(struct announcer *announcer)
{
    discovery_end(&announcer->discovery);
}
