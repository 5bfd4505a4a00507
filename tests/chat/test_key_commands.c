/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What /who, /verify and /keep answer. */
#include <config.h>

#include "chat/verification.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "chat/conversation_setup.h"
#include "chat/introduction.h"
#include "chat/session.h"
#include "chat/who.h"
#include "crypto/encryption.h"
#include "crypto/key_agent.h"
#include "support/answers.h"
#include "support/failing.h"

static struct conversation_setup setup;
static struct session session;
static struct encryption *encryption;
static bool agent_fails;
static int marked;           /* how often the key was marked as verified */
static char kept_as[64];

static int agent_verify(void *context, const struct fingerprint *theirs,
                        struct error *error)
{
    (void)context, (void)theirs;
    if (agent_fails)
        error_set(error, "the disk is full");
    else
        marked++;
    return agent_fails ? -1 : 0;
}

static int agent_keep(void *context, const struct fingerprint *theirs,
                      const char *name, struct error *error)
{
    (void)context, (void)theirs;
    if (agent_fails)
        error_set(error, "the disk is full");
    else
        snprintf(kept_as, sizeof kept_as, "%s", name);
    return agent_fails ? -1 : 0;
}

static void begin(void)
{
    const struct key_agent agent = {.verify_peer = agent_verify,
                                    .keep_peer = agent_keep};
    struct error error = {0};

    cr_assert_eq(session_init(&session, &error), 0, "%s", error.text);
    answers_begin();
    encryption = encryption_new(&agent);
    setup = (struct conversation_setup){.terminal = &answers,
                                        .encryption = encryption,
                                        .peer = "192.0.2.1"};
    session.setup = &setup;
    session.trust = (struct trust){
        .state = TRUST_NEW,
        .theirs = {.text = "SHA256:abc",
                   .digits = "11111 22222 33333 44444 55555 66666"}};
}

static void end(void)
{
    session_release(&session);
    encryption_free(encryption);
    answers_end();
}

TestSuite(key_commands, .init = begin, .fini = end);

static void open_encrypted(void)
{
    session.is_encrypted = true;
    flag_raise(&session.opened);
}

static void expect(const char *words)
{
    const char *said = answers_take();

    cr_expect_str_eq(said, words, "\"%s\" instead of \"%s\"", said, words);
}

/* ---- /who ---------------------------------------------------------------- */

Test(key_commands, nobody_is_known_before_the_other_side_has_spoken)
{
    who_answer(&session, false);
    expect("the other side has said nothing yet\n");
}

Test(key_commands, a_plain_conversation_is_said_to_be_open_to_others)
{
    flag_raise(&session.opened);
    /* Without encryption a contact's name would be a guess. */
    snprintf(session.trust.contact, sizeof session.trust.contact, "bea");
    who_answer(&session, true);
    expect("they have given no name, at 192.0.2.1\n"
           "NOT encrypted: others may read and change what is said\n"
           "the other side is not there now\n");
}

Test(key_commands, the_other_side_is_named_with_what_is_known_of_its_key)
{
    open_encrypted();
    who_answer(&session, false);
    expect("they have given no name, at 192.0.2.1\n"
           "encrypted, not verified, a new key: SHA256:abc\n"
           "your own key: \n");
    snprintf(session.claim, sizeof session.claim, "Bea");
    atomic_store(&session.has_claim, true);
    setup.name = "ana";
    setup.peer = NULL;
    session.verification.is_verified = true;
    who_answer(&session, false);
    expect("they call themselves Bea, at ?\n"
           "encrypted, verified: SHA256:abc\n"
           "your own key: \n"
           "the name they are told: ana\n");
    snprintf(session.trust.contact, sizeof session.trust.contact, "bea");
    session.verification.is_verified = false;
    session.trust.state = TRUST_KNOWN;
    snprintf(session.trust.since, sizeof session.trust.since, "2026-01-02");
    who_answer(&session, false);
    expect("this is bea, at ?\n"
           "encrypted, not verified, known since 2026-01-02: SHA256:abc\n"
           "your own key: \n"
           "the name they are told: ana\n");
}

/* ---- /keep --------------------------------------------------------------- */

#define ONLY_ENCRYPTED                                                        \
    "charla can only remember the other person in an encrypted "              \
    "conversation\n"

Test(key_commands, nobody_is_kept_without_a_key_of_their_own)
{
    introduction_keep(&session, "bea");
    expect(ONLY_ENCRYPTED);
    flag_raise(&session.opened);
    introduction_keep(&session, "bea");
    expect(ONLY_ENCRYPTED);
    session.is_encrypted = true;
    session.trust.is_own = true;
    introduction_keep(&session, "bea");
    expect("this is your own key\n");
    session.trust.is_own = false;
    introduction_keep(&session, "");
    expect("choose a name for the other person: /keep NAME\n");
    cr_expect_str_eq(kept_as, "");
}

Test(key_commands, who_cannot_be_written_down_is_not_kept)
{
    open_encrypted();
    agent_fails = true;
    introduction_keep(&session, "bea");
    expect("the disk is full\n");
    agent_fails = false;
    introduction_keep(&session, "bea");
    expect("from now on charla remembers this person as bea; to call them: "
           "charla bea\n");
    cr_expect_str_eq(kept_as, "bea");
}

/* ---- /verify ------------------------------------------------------------- */

#define NO_KEY                                                                \
    "there is no key to verify: this conversation is not encrypted\n"

Test(key_commands, there_is_nothing_to_verify_without_encryption)
{
    verification_run(&session, "");
    expect(NO_KEY);
    session.is_encrypted = true; /* but it is still opening */
    verification_run(&session, "");
    expect(NO_KEY);
    session.is_encrypted = false;
    flag_raise(&session.opened);
    verification_run(&session, "");
    expect(NO_KEY);
}

#ifdef HAVE_GETENTROPY /* another source of random numbers cannot fail */
Test(key_commands, without_random_numbers_no_groups_are_asked_for)
{
    struct error why;

    open_encrypted();
    error_set_errno(&why, EIO, "cannot get random numbers");
    failing_set(FAILING_GETENTROPY, 0, 1, EIO);
    verification_run(&session, "");
    cr_expect_eq(strncmp(answers_take(), why.text, strlen(why.text)), 0);
    cr_expect_eq(session.verification.groups[0], 0);
    verification_run(&session, "");
    cr_expect_not_null(strstr(answers_take(), "of that, type group "));
    cr_expect_neq(session.verification.groups[0],
                  session.verification.groups[1]);
}
#endif

/* Anything that is not two groups of five digits is a question for help, not a
 * try. */
Test(key_commands, what_is_no_answer_uses_no_try_up)
{
    static const char *const arguments[] = {
        "",            "22222",         "22222 4444",   "2222244444",
        "22222,44444", "22222 444444",  "22222 44444x", "22222 44444 5",
        "2222a 44444", "22222\n44444",
    };

    const char *answer;

    open_encrypted();
    session.verification.groups[0] = 2;
    session.verification.groups[1] = 4;
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++) {
        verification_run(&session, arguments[i]);
        answer = answers_take();
        cr_expect_not_null(strstr(answer, "type group 2, then group 4"),
                           "\"%s\"", arguments[i]);
        cr_expect_eq(strstr(answer, "on the telephone") != NULL, i == 0);
        cr_expect_not(session.verification.has_failed);
    }
    cr_expect_eq(marked, 0);
}

Test(key_commands, the_right_digits_verify_the_key)
{
    open_encrypted();
    session.verification.groups[0] = 2;
    session.verification.groups[1] = 4;
    agent_fails = true;
    verification_run(&session, "22222 44444");
    expect("the disk is full\n");
    agent_fails = false;
    verification_run(&session, "22222\t 44444 ");
    expect("their key:  11111 22222 33333 44444 55555 66666\n"
           "the other person's key is verified from now on\n"
           "/keep NAME remembers them under a name\n");
    cr_expect_eq(marked, 1);
    verification_run(&session, "11111 11111");
    expect("your key:   \n"
           "their key:  11111 22222 33333 44444 55555 66666\n"
           "you have verified this key\n");
}

Test(key_commands, wrong_digits_are_the_last_try)
{
    open_encrypted();
    session.verification.groups[0] = 2;
    session.verification.groups[1] = 4;
    verification_run(&session, "44444 22222");
    expect("if you typed what you heard, somebody may be listening in\n"
           "NOT verified: the digits are wrong; to try again, call again\n");
    verification_run(&session, "22222 44444");
    expect("your key:  \n"
           "NOT verified: the digits were wrong; to try again, call again\n");
    cr_expect_eq(marked, 0);
}

/* A contact has a name already. */
Test(key_commands, who_has_a_name_is_not_to_be_named)
{
    open_encrypted();
    session.verification.groups[0] = 1;
    session.verification.groups[1] = 3;
    snprintf(session.trust.contact, sizeof session.trust.contact, "bea");
    verification_run(&session, "11111 33333");
    expect("their key:  11111 22222 33333 44444 55555 66666\n"
           "the other person's key is verified from now on\n");
}
