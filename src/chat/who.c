/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/who.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "chat/introduction.h"
#include "chat/session.h"
#include "crypto/encryption.h"
#include "terminal/terminal_notice.h"

/* The name by which the user knows the other side; "": none. */
static const char *known_as(const struct session *session)
{
    return *session->kept ? session->kept : session->trust.contact;
}

/* Tell the user who the other side is, and at which address. */
static void tell_person(const struct session *session)
{
    struct terminal *terminal = session->setup->terminal;
    const char *place = session->setup->peer ? session->setup->peer : "?";

    if (session->is_encrypted && *known_as(session))
        terminal_answer(terminal, _("this is %s, at %s"), known_as(session),
                        place);
    else if (atomic_load(&session->has_claim) && *session->claim)
        terminal_answer(terminal, _("they call themselves %s, at %s"),
                        session->claim, place);
    else
        terminal_answer(terminal, _("they have given no name, at %s"), place);
}

static void tell_keys(const struct session *session)
{
    const struct conversation_setup *setup = session->setup;
    struct trust trust = session->trust;
    struct buffer facts = {0};

    trust.verified |= session->verification.is_verified;
    introduction_append_facts(&facts, &trust);
    buffer_append(&facts, "", 1);
    terminal_answer(setup->terminal, "%s: %s", facts.data, trust.theirs.text);
    terminal_answer(setup->terminal, _("your own key: %s"),
                    encryption_fingerprint(setup->encryption)->text);
    if (setup->name)
        terminal_answer(setup->terminal, _("the name they are told: %s"),
                        setup->name);
    buffer_release(&facts);
}

void who_answer(struct session *session, bool is_down)
{
    struct terminal *terminal = session->setup->terminal;

    if (!flag_is_raised(&session->opened)) {
        terminal_answer(terminal, _("the other side has said nothing yet"));
        return;
    }
    tell_person(session);
    if (session->is_encrypted)
        tell_keys(session);
    else
        terminal_answer(terminal, _("NOT encrypted: others may read and "
                                    "change what is said"));
    if (is_down)
        terminal_answer(terminal, _("the other side is not there now"));
}
