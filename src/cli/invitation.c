/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/invitation.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "cli/options.h"
#include "net/interfaces.h"
#include "terminal/terminal.h"

static void show_one(struct terminal *terminal, const struct address *address,
                      unsigned port)
{
    char text[ADDRESS_TEXT_MAX];

    address_format(address, text);
    if (port == (unsigned)atoi(OPTIONS_DEFAULT_PORT))
        terminal_notice(terminal, "    charla %s", text);
    else
        terminal_notice(terminal, "    charla %s %u", text, port);
}

static void find_own(struct address_list *list, int family)
{
    size_t count;
    struct own_address *own = interfaces_list(&count);

    own_addresses_choose(own, count, family, list);
    free(own);
}

void invitation_show(struct terminal *terminal, const struct address *bound)
{
    struct address_list own = {0};
    unsigned port = address_port(bound);
    char text[ADDRESS_TEXT_MAX];

    address_format(bound, text);
    terminal_notice(terminal, _("listening on %s port %u"), text, port);
    terminal_notice(terminal, _("waiting for a call; the other side types:"));
    if (!address_is_wildcard(bound)) {
        show_one(terminal, bound, port);
        return;
    }
    find_own(&own, address_reach(bound));
    for (size_t i = 0; i < own.count; i++)
        show_one(terminal, &own.items[i], port);
    if (own.count == 0)
        terminal_notice(terminal,
                        _("    (this machine has no network; from itself: "
                          "charla localhost %u)"),
                        port);
    address_list_release(&own);
}
