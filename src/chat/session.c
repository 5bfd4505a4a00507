/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/session.h"

#include <stddef.h>
#include <stdint.h>

#include "base/i18n.h"
#include "terminal/terminal.h"

#define FLAGS 5

static void list_flags(struct session *session, struct flag *flags[FLAGS])
{
    flags[0] = &session->opened;
    flags[1] = &session->silent;
    flags[2] = &session->shutdown;
    flags[3] = &session->ended;
    flags[4] = &session->closed;
}

int session_init(struct session *session, struct error *error)
{
    struct flag *flags[FLAGS];
    int made = 0;

    list_flags(session, flags);
    atomic_init(&session->awaited, UINT64_MAX);
    while (made < FLAGS && flag_init(flags[made], error) == 0)
        made++;
    if (made == FLAGS && wakeup_init(&session->wakeup, error) == 0)
        return 0;
    while (made > 0)
        flag_release(flags[--made]);
    return -1;
}

void session_release(struct session *session)
{
    struct flag *flags[FLAGS];

    list_flags(session, flags);
    for (int i = 0; i < FLAGS; i++)
        flag_release(flags[i]);
    wakeup_release(&session->wakeup);
}

bool session_speak_plain(struct session *session)
{
    int allowed = PLAIN_ALLOWED;

    return atomic_compare_exchange_strong(&session->plain, &allowed,
                                          PLAIN_SPOKEN);
}

void session_allow_plain(struct session *session)
{
    int not_yet = PLAIN_NOT_YET;

    if (atomic_compare_exchange_strong(&session->plain, &not_yet,
                                       PLAIN_ALLOWED))
        flag_raise(&session->silent);
}

bool session_decide(struct session *session)
{
    return atomic_exchange(&session->plain, PLAIN_DECIDED) == PLAIN_SPOKEN;
}

void session_tell_plain(const struct session *session)
{
    struct terminal *terminal = session->setup->terminal;

    terminal_notice(terminal,
                    _("NOT encrypted: others may read and change what is "
                      "said"));
    session_label(session);
}

void session_label(const struct session *session)
{
    terminal_set_text(session->setup->terminal, TERMINAL_PROMPT,
                      session->is_encrypted ? NULL : _("NOT encrypted"));
}

void session_tell_trust(const struct session *session)
{
    const struct conversation_setup *setup = session->setup;
    struct terminal *terminal = setup->terminal;
    const struct trust *trust = &session->trust;

    if (trust->verified)
        terminal_notice(terminal,
                        _("encrypted; the other side's key is verified: %s"),
                        trust->theirs.text);
    else if (trust->state == TRUST_NEW && trust->verified_elsewhere)
        terminal_notice(terminal,
                        _("encrypted; the other side's key is new for %s port "
                          "%s and not verified there, only under another "
                          "address: %s"),
                        setup->host, setup->port, trust->theirs.text);
    else if (trust->state == TRUST_KNOWN)
        terminal_notice(terminal,
                        _("encrypted; the other side's key is known since %s, "
                          "not verified: %s"),
                        trust->since, trust->theirs.text);
    else
        terminal_notice(terminal,
                        _("encrypted; the other side's key is new, not "
                          "verified: %s"),
                        trust->theirs.text);
}
