/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/verification.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/random.h"
#include "chat/session.h"
#include "crypto/encryption.h"
#include "terminal/terminal_notice.h"

#define GROUPS FINGERPRINT_GROUPS
#define DIGITS FINGERPRINT_GROUP_DIGITS

/* How many ways there are to choose two groups, where their order counts. */
#define CHOICES (GROUPS * (GROUPS - 1))

/* ---- What may be verified ------------------------------------------------ */

static const char *own_digits(const struct session *session)
{
    return encryption_fingerprint(session->setup->encryption)->digits;
}

/* Is there a key to verify?  Not in a plain conversation, and not while it is
 * still opening.  If there is none, the user is told. */
static bool is_verifiable(struct session *session)
{
    if (flag_is_raised(&session->opened) && session->is_encrypted)
        return true;
    terminal_answer(session->setup->terminal,
                    _("there is no key to verify: this conversation is not "
                      "encrypted"));
    return false;
}

static bool is_verified(const struct session *session)
{
    return session->trust.verified || session->verification.is_verified;
}

static void show_verified(struct session *session)
{
    struct terminal *terminal = session->setup->terminal;

    terminal_answer(terminal, _("your key:   %s"), own_digits(session));
    terminal_answer(terminal, _("their key:  %s"),
                    session->trust.theirs.digits);
    terminal_answer(terminal, _("you have verified this key"));
}

/* ---- What is asked for --------------------------------------------------- */

/* Choose two different groups at random.  Returns 0, or -1 with errno set. */
static int draw_groups(int groups[2])
{
    unsigned char lot;

    do
        if (random_fill(&lot, sizeof lot) < 0)
            return -1;
    while (lot >= 256 / CHOICES * CHOICES); /* or some would be more likely */
    lot %= CHOICES;
    groups[0] = lot / (GROUPS - 1);
    groups[1] = lot % (GROUPS - 1);
    groups[1] += groups[1] >= groups[0];
    groups[0]++;
    groups[1]++;
    return 0;
}

static void show_own(const struct session *session)
{
    terminal_answer(session->setup->terminal, _("your key:  %s"),
                    own_digits(session));
}

static void explain(struct session *session)
{
    struct terminal *terminal = session->setup->terminal;
    int *groups = session->verification.groups;

    if (groups[0] == 0 && draw_groups(groups) < 0) {
        terminal_answer(terminal, _("cannot get random numbers: %s"),
                        error_words(errno));
        return;
    }
    show_own(session);
    terminal_answer(terminal, _("read it to the other person in another way, "
                                "say on the telephone"));
    terminal_answer(terminal, _("they type /verify too, and read you what "
                                "they see"));
    terminal_answer(terminal,
                    _("of that, type group %d, then group %d: "
                      "/verify ##### #####"),
                    groups[0], groups[1]);
}

/* ---- What is answered ---------------------------------------------------- */

/* Read two groups of digits; false if it is anything else. */
static bool take_answer(const char *argument, char answer[2][DIGITS + 1])
{
    static const char digits[] = "0123456789";

    for (int i = 0; i < 2; i++) {
        if (strspn(argument, digits) != DIGITS)
            return false;
        memcpy(answer[i], argument, DIGITS);
        answer[i][DIGITS] = '\0';
        argument += DIGITS;
        if (i == 0 && *argument != ' ' && *argument != '\t')
            return false;
        argument += strspn(argument, " \t");
    }
    return *argument == '\0';
}

static void ask_again(const struct session *session)
{
    const int *groups = session->verification.groups;

    terminal_answer(session->setup->terminal,
                    _("type group %d, then group %d of their key, five digits "
                      "each: /verify ##### #####"),
                    groups[0], groups[1]);
}

static bool is_right(const struct session *session,
                     char answer[2][DIGITS + 1])
{
    for (int i = 0; i < 2; i++) {
        size_t group = (size_t)session->verification.groups[i] - 1;

        if (memcmp(session->trust.theirs.digits + group * (DIGITS + 1),
                   answer[i], DIGITS) != 0)
            return false;
    }
    return true;
}

static void refuse(struct session *session)
{
    struct terminal *terminal = session->setup->terminal;

    session->verification.has_failed = true;
    terminal_answer(terminal, _("if you typed what you heard, somebody may be "
                                "listening in"));
    terminal_answer(terminal, _("NOT verified: the digits are wrong; to try "
                                "again, call again"));
}

static void confirm(struct session *session)
{
    const struct conversation_setup *setup = session->setup;
    struct error error = {0};

    if (encryption_verify_peer(setup->encryption, &session->trust.theirs,
                               &error) < 0) {
        terminal_answer(setup->terminal, "%s", error.text);
        return;
    }
    session->verification.is_verified = true;
    terminal_answer(setup->terminal, _("their key:  %s"),
                    session->trust.theirs.digits);
    terminal_answer(setup->terminal,
                    _("the other person's key is verified from now on"));
    if (*session->trust.contact == '\0' && *session->kept == '\0')
        terminal_answer(setup->terminal,
                        _("/keep NAME remembers them under a name"));
}

/* The other person may still need the digits of this side. */
static void show_failed(const struct session *session)
{
    show_own(session);
    terminal_answer(session->setup->terminal,
                    _("NOT verified: the digits were wrong; to try again, "
                      "call again"));
}

void verification_run(struct session *session, const char *argument)
{
    char answer[2][DIGITS + 1];

    if (!is_verifiable(session))
        return;
    if (is_verified(session))
        show_verified(session);
    else if (session->verification.has_failed)
        show_failed(session);
    else if (session->verification.groups[0] == 0 || *argument == '\0')
        explain(session);
    else if (!take_answer(argument, answer))
        ask_again(session);
    else if (is_right(session, answer))
        confirm(session);
    else
        refuse(session);
}
