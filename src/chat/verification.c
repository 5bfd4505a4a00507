/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/verification.h"

#include "crypto/encryption.h"
#include "base/i18n.h"
#include "chat/session.h"
#include "terminal/terminal.h"

/* Until the opening is over there is nothing to verify either. */
static bool is_verifiable(struct session *session)
{
    if (flag_is_raised(&session->opened) && session->is_encrypted)
        return true;
    terminal_answer(session->setup->terminal,
                    _("there is no key to verify: this conversation is not "
                      "encrypted"));
    return false;
}

void verification_show(struct session *session)
{
    struct terminal *terminal = session->setup->terminal;

    if (!is_verifiable(session))
        return;
    terminal_answer(
        terminal, _("your key:   %s"),
        encryption_fingerprint(session->setup->encryption)->digits);
    terminal_answer(terminal, _("their key:  %s"),
                    session->trust.theirs.digits);
    terminal_answer(terminal,
                    session->trust.verified || session->has_verified
                        ? _("you have verified this key")
                        : _("read them to each other by another way; if they "
                            "match on both sides, type: /verify yes"));
}

void verification_confirm(struct session *session)
{
    const struct conversation_setup *setup = session->setup;
    struct error error = {0};

    if (!is_verifiable(session))
        return;
    if (encryption_verify(setup->host, setup->port, &session->trust,
                          &error) < 0) {
        terminal_answer(setup->terminal, "%s", error.text);
        return;
    }
    session->has_verified = true;
    terminal_answer(setup->terminal,
                    _("the other side's key is verified from now on"));
}
