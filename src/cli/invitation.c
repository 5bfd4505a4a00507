/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/invitation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/options.h"
#include "net/interfaces.h"
#include "terminal/terminal_notice.h"
#include "text/shell.h"

/* With a code ("": none) it must be in the command. */
static void show_one(struct terminal *terminal, const struct address *address,
                     unsigned port, const char *code)
{
    const char *blank = *code ? " " : "";
    char text[ADDRESS_TEXT_MAX];
    char *word;

    address_format(address, text);
    word = shell_quote(text);
    if (port == (unsigned)atoi(OPTIONS_DEFAULT_PORT))
        terminal_more(terminal, "    charla %s%s%s", code, blank, word);
    else
        terminal_more(terminal, "    charla %s%s%s %u", code, blank, word,
                      port);
    free(word);
}

/* Explain an address that ends in the name of one of this machine's
 * interfaces: on the machine that calls, the interface may have another
 * name. */
static void explain_scope(struct terminal *terminal,
                          const struct address *address)
{
    if (address->storage.ss_family == AF_INET6 &&
        address_is_link_local(address))
        terminal_more(terminal,
                      _("    (in the same network only; after %% goes the "
                        "calling machine's own interface)"));
}

static void find_own(struct address_list *list, int family)
{
    size_t count;
    struct own_address *own = interfaces_list(&count);

    own_addresses_choose(own, count, family, list);
    free(own);
}

/* Show the first address at which a browser can open the page: one is enough.
 * Browsers do not accept an address with a scope. */
static void show_page(struct terminal *terminal,
                      const struct address *address, unsigned port,
                      bool *is_shown)
{
    bool is_ipv6 = address->storage.ss_family == AF_INET6;
    char text[ADDRESS_TEXT_MAX];
    char page[ADDRESS_TEXT_MAX + 32];

    if (is_ipv6 && address_is_link_local(address))
        return;
    address_format(address, text);
    snprintf(page, sizeof page,
             is_ipv6 && strchr(text, ':') ? "http://[%s]:%u/"
                                          : "http://%s:%u/",
             text, port);
    if (*is_shown)
        terminal_detail(terminal,
                        _("or opens %s in a browser (not encrypted)"), page);
    else
        terminal_more(terminal,
                      _("or opens %s in a browser (not encrypted)"), page);
    *is_shown = true;
}

/* Whoever is announced is found by the code alone, in the same network. */
static void show_code(struct terminal *terminal,
                      const struct invitation *invitation)
{
    if (!*invitation->code)
        return;
    if (invitation->is_announced)
        terminal_answer(terminal,
                        _("with the code: charla %s (from another network, "
                          "with the address after it)"),
                        invitation->code);
    else
        terminal_answer(terminal,
                        _("the code: %s (the address must follow it)"),
                        invitation->code);
}

static void show_no_network(struct terminal *terminal, unsigned port,
                            const char *code)
{
    terminal_more(terminal,
                  _("    (this machine has no network; on this machine: "
                    "charla %s%slocalhost %u)"),
                  code, *code ? " " : "", port);
}

void invitation_show(struct terminal *terminal, const struct address *bound,
                     const struct invitation *invitation)
{
    const char *code = invitation->code;
    struct address_list own = {0};
    unsigned port = address_port(bound);
    char text[ADDRESS_TEXT_MAX];
    bool is_page_shown = false;

    address_format(bound, text);
    terminal_detail(terminal, _("listening on %s port %u"), text, port);
    show_code(terminal, invitation);
    terminal_notice(terminal, _("waiting for a call; the other side types:"));
    if (!address_is_wildcard(bound)) {
        show_one(terminal, bound, port, code);
        explain_scope(terminal, bound);
        if (invitation->has_page)
            show_page(terminal, bound, port, &is_page_shown);
        return;
    }
    find_own(&own, address_reach(bound));
    for (size_t i = 0; i < own.count; i++)
        show_one(terminal, &own.items[i], port, code);
    if (own.count > 0)
        explain_scope(terminal, &own.items[own.count - 1]);
    else
        show_no_network(terminal, port, code);
    for (size_t i = 0; invitation->has_page && i < own.count; i++)
        show_page(terminal, &own.items[i], port, &is_page_shown);
    address_list_release(&own);
}
