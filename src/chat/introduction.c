/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/introduction.h"

#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "chat/session.h"
#include "crypto/encryption.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"
#include "text/peer_name.h"
#include "text/utf8.h"

/* ---- The key ------------------------------------------------------------- */

static void tell_contact(struct terminal *terminal, const struct trust *trust)
{
    terminal_detail(terminal,
                    trust->verified
                        ? _("encrypted; this is %s, the key is verified: %s")
                        : _("encrypted; this is %s, the key is not "
                            "verified: %s"),
                    trust->contact, trust->theirs.text);
}

static void tell_stranger(const struct conversation_setup *setup,
                          const struct trust *trust)
{
    struct terminal *terminal = setup->terminal;

    if (trust->verified)
        terminal_detail(terminal,
                        _("encrypted; the other side's key is verified: %s"),
                        trust->theirs.text);
    else if (trust->state == TRUST_NEW && trust->verified_elsewhere)
        terminal_detail(terminal,
                        _("encrypted; the other side's key is new for %s port "
                          "%s and not verified there, only under another "
                          "address: %s"),
                        setup->host, setup->port, trust->theirs.text);
    else if (trust->state == TRUST_KNOWN)
        terminal_detail(terminal,
                        _("encrypted; the other side's key is known since %s, "
                          "not verified: %s"),
                        trust->since, trust->theirs.text);
    else
        terminal_detail(terminal,
                        _("encrypted; the other side's key is new, not "
                          "verified: %s"),
                        trust->theirs.text);
}

/* Tell whose key it is, as a detail.  A user who is shown no details is told
 * together with the name. */
static void tell_details(const struct session *session)
{
    const struct conversation_setup *setup = session->setup;
    const struct trust *trust = &session->trust;

    if (trust->is_own)
        terminal_detail(setup->terminal,
                        _("encrypted; the other side has your own key: it is "
                          "you, or somebody who has a copy of it: %s"),
                        trust->theirs.text);
    else if (*trust->contact)
        tell_contact(setup->terminal, trust);
    else
        tell_stranger(setup, trust);
}

static void head_contact(struct terminal *terminal,
                         const struct trust *trust)
{
    terminal_headline(terminal,
                      trust->verified
                          ? _("talking with %s, encrypted, verified")
                          : _("talking with %s, encrypted, not verified"),
                      trust->contact);
}

/* Tell the user what to do next, and how to leave. */
static void tell_next(const struct session *session)
{
    const struct trust *trust = &session->trust;
    const char *next;

    if (!trust->verified && !trust->is_own)
        next = _("/verify makes sure that it is them; /end ends the "
                 "conversation");
    else if (trust->verified && *trust->contact == '\0' && !trust->is_own)
        next = _("/keep NAME remembers them under a name; /end ends the "
                 "conversation");
    else
        next = _("/end ends the conversation, /help lists more");
    terminal_headline(session->setup->terminal, "%s", next);
}

void introduction_tell_key(const struct session *session)
{
    const struct conversation_setup *setup = session->setup;
    struct terminal *terminal = setup->terminal;
    const struct trust *trust = &session->trust;

    tell_details(session);
    terminal_set_text(terminal, TERMINAL_SELF, setup->name);
    if (*trust->contact) {
        terminal_set_text(terminal, TERMINAL_TITLE, trust->contact);
        terminal_set_text(terminal, TERMINAL_OTHER, trust->contact);
        head_contact(terminal, trust);
        tell_next(session);
    }
}

/* ---- The name ------------------------------------------------------------ */

void introduction_append_facts(struct buffer *out, const struct trust *trust)
{
    if (trust->is_own)
        buffer_append_string(out, _("encrypted, with your own key (it is you, "
                                    "or somebody who has a copy of it)"));
    else if (trust->verified)
        buffer_append_string(out, _("encrypted, verified"));
    else if (trust->state == TRUST_NEW && trust->verified_elsewhere)
        buffer_append_string(out, _("encrypted, verified only under another "
                                    "address"));
    else if (trust->state == TRUST_KNOWN)
        buffer_printf(out, _("encrypted, not verified, known since %s"),
                      trust->since);
    else
        buffer_append_string(out, _("encrypted, not verified, a new key"));
}

/* Tell the name that somebody claims who is no contact.  A name proves
 * nothing, so what is known about the key comes first, where no name can
 * imitate it.  Digits of the key are not shown, because a key with a few given
 * digits is found in seconds; /verify shows all of them. */
static void tell_claim(const struct session *session, const char *name)
{
    struct terminal *terminal = session->setup->terminal;
    const struct trust *trust = &session->trust;
    struct buffer facts = {0};

    introduction_append_facts(&facts, trust);
    buffer_append(&facts, "", 1);
    if (*name) {
        terminal_detail(terminal,
                        trust->verified
                            ? _("the other side (key verified) says their "
                                "name is %s")
                            : _("the other side (key not verified) says "
                                "their name is %s"),
                        name);
        terminal_set_text(terminal, TERMINAL_TITLE, name);
        terminal_set_text(terminal, TERMINAL_OTHER, name);
        terminal_headline(terminal, _("%s: they call themselves %s"),
                          facts.data, name);
    } else {
        terminal_headline(terminal, _("%s: they give no name"), facts.data);
    }
    tell_next(session);
    buffer_release(&facts);
}

/* A contact is shown by the user's name for them; tell the user if the contact
 * gives another one. */
static void tell_other_name(struct terminal *terminal,
                            const struct trust *trust, const char *name)
{
    if (!contact_name_resembles(name, strlen(name), trust->contact))
        terminal_notice(terminal, _("%s says their name is %s"), trust->contact,
                        name);
}

static void warn_of_claim(const struct session *session, const char *claim,
                          size_t length)
{
    struct terminal *terminal = session->setup->terminal;
    char name[CONTACT_NAME_MAX + 1] = "";
    struct error error = {0};
    int found = encryption_find_claimed(session->setup->encryption,
                                        &session->trust.theirs, claim, length,
                                        name, &error);

    if (found < 0)
        terminal_complain(terminal, error.text);
    else if (found > 0)
        terminal_warn(terminal,
                      _("WARNING: the other side calls itself %s, but it does "
                        "not have the key of the %s you know; it is somebody "
                        "else, or %s with a new key"),
                      name, name, name);
}

/* For main, which is asked who it is. */
static void keep_claim(struct session *session, const char *name)
{
    size_t length = utf8_cut(name, strlen(name), sizeof session->claim - 1);

    memcpy(session->claim, name, length);
    session->claim[length] = '\0';
    atomic_store(&session->has_claim, true);
}

void introduction_tell_name(struct session *session, const char *name,
                            size_t length)
{
    struct terminal *terminal = session->setup->terminal;
    const struct trust *trust = &session->trust;
    struct buffer shown = {0};

    peer_name_append_shown(&shown, name, length);
    buffer_append(&shown, "", 1);
    keep_claim(session, shown.data);
    if (!*trust->contact)
        tell_claim(session, shown.data);
    else if (*shown.data)
        tell_other_name(terminal, trust, shown.data);
    if (*shown.data && !trust->is_own)
        warn_of_claim(session, name, length);
    buffer_release(&shown);
}

/* ---- Keeping ------------------------------------------------------------- */

static bool may_be_kept(struct session *session)
{
    struct terminal *terminal = session->setup->terminal;

    if (!flag_is_raised(&session->opened) || !session->is_encrypted)
        terminal_answer(terminal, _("charla can only remember the other person "
                                    "in an encrypted conversation"));
    else if (session->trust.is_own)
        terminal_answer(terminal, _("this is your own key"));
    else
        return true;
    return false;
}

void introduction_keep(struct session *session, const char *argument)
{
    const struct conversation_setup *setup = session->setup;
    struct terminal *terminal = setup->terminal;
    struct error error = {0};

    if (!may_be_kept(session))
        return;
    if (*argument == '\0') {
        terminal_answer(terminal, _("choose a name for the other person: "
                                    "/keep NAME"));
        return;
    }
    if (encryption_keep_peer(setup->encryption, &session->trust.theirs,
                             argument, &error) < 0) {
        terminal_answer(terminal, "%s", error.text);
        return;
    }
    (void)contact_name_normalize(argument, session->kept);
    terminal_set_text(terminal, TERMINAL_TITLE, session->kept);
    terminal_set_text(terminal, TERMINAL_OTHER, session->kept);
    terminal_answer(terminal,
                    _("from now on charla remembers this person as %s; to call "
                      "them: charla %s"),
                    session->kept, session->kept);
}
